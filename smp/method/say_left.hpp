// The last thing that a CPU says in a life in whose text it then waits.
#pragma once

#include "kernel/report/event_log.hpp"
#include "smp/cpu.hpp"

// Recorded before it can be seen, as every change of state. HLT is the next instruction, and nothing of the stack is
// used in between: whoever sees Left may overwrite this life, and finds a CPU that halts, but for one boundary between
// instructions. That one stays, as HLT tells nobody that it was executed (docs/windows.md). Interrupts off; returns
// when something ends the HLT.
inline void say_left_and_halt(Cpu& cpu, std::string_view why) {
    event_log::record({now(), cpu.number, cpu.number, name_of(CpuState::Left), why});
    // A store is a release on this architecture (SDM vol. 3, "Memory Ordering"); it pairs with the acquire in
    // handoff::send_all_away().
    asm volatile("movl %1, %0\n\thlt" : "=m"(cpu.state) : "r"(static_cast<uint32_t>(CpuState::Left)) : "memory");
}
