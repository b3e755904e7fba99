// Running a function on another CPU of this life.
#pragma once

#include "smp/cpu.hpp"

namespace call {
// Sets the handlers of the vectors that CPUs answer to: call, spurious, NMI, machine check. Boot CPU, once a life.
void initialize();
// Hands `function` to an online CPU and does not wait: for functions that never return.
void post(Cpu& cpu, CpuFunction function, void* data);
// Runs `function` on an online CPU and waits, bounded, until it has returned; false if it has not. The function runs
// in the CPU's idle loop with interrupts off. Boot CPU only; on itself it is a plain call.
bool on_cpu(Cpu& cpu, CpuFunction function, void* data);
// An online CPU's life: says that it is online, then sleeps in HLT until a call comes. On the CPU itself.
[[noreturn]] void idle(Cpu& cpu);
// How long a CPU may take to answer: far longer than any, so that only a lost CPU reaches it, even among hundreds
// that an emulator runs on two.
Ticks patience();
} // namespace call
