// Soft-offline: what nosmt does to SMT siblings in ordinary operation. The CPU sleeps in this life's text, on this
// life's page tables, and may be told to come back. Not a handoff: that is smp/methods.hpp.
#pragma once

#include "kernel/options.hpp"
#include "kernel/tally.hpp"
#include "smp/cpu.hpp"

namespace offline {
// The MWAIT hint (EAX) for the deepest C-state that CPUID leaf 5 lists; 0 (C1) if it lists none. Pure.
uint32_t deepest_hint(uint32_t cpuid5_ecx, uint32_t cpuid5_edx);
// Sleeps on the line until it says `wake`. Interrupts off; returns on the CPU itself.
void sleep_in_mwait(Cpu& cpu);
// Puts all online SMT siblings to sleep / brings all that sleep back. False if one does not answer in time. Boot CPU.
bool siblings_off(OfflineMode mode);
bool siblings_on();
// How many of the siblings that answer are in this state.
Tally siblings_in(CpuState state);
} // namespace offline
