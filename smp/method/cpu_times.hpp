// How long each step took for each CPU by its own stamps, as smallest, median and largest: one line for all 254 CPUs.
#pragma once

#include "kernel/memory/arena.hpp"
#include "kernel/report/phases.hpp"
#include "smp/cpu.hpp"

namespace cpu_times {
// Room for one value a CPU. Boot CPU, once a life.
void initialize(Arena& arena);
// Of the CPUs that are here: INIT to SIPI, SIPI to first instruction, from there to Online. `first` is the life's
// InitToSipi…; the other two follow it. What a CPU went without (INIT, where it came by itself) is left out. Boot CPU.
void summarize_arrival(CpuPhase first);
// From the boot CPU's word to the CPU's last stamp in this life. Boot CPU of A, when all have left.
void summarize_leaving();
// From there to Online in B, by each CPU, and the window from the first that left to the last that is back. Boot CPU of
// B.
void summarize_absence();
} // namespace cpu_times
