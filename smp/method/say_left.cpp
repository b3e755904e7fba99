#include "smp/method/say_left.hpp"

#include "kernel/report/event_log.hpp"

void say_left_and_halt(Cpu& cpu, std::string_view why) {
    event_log::record({now(), cpu.number, cpu.number, name_of(CpuState::Left), why}); // before it can be seen
    // A store is a release on this architecture (SDM vol. 3, "Memory Ordering"); it pairs with the acquire in
    // handoff::send_all_away().
    asm volatile("movl %1, %0\n\thlt" : "=m"(cpu.state) : "r"(static_cast<uint32_t>(CpuState::Left)) : "memory");
}
