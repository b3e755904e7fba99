// Soft-offline: what nosmt does to SMT siblings in ordinary operation. The CPU sleeps in this life's text, on this
// life's page tables, and may be told to come back. Not a handoff: that is smp/methods.hpp.
#pragma once

#include "kernel/options.hpp"
#include "kernel/tally.hpp"
#include "smp/cpu.hpp"

namespace offline {
// The MWAIT hint (EAX) for the deepest C-state that CPUID leaf 5 lists; 0 (C1) if it lists none. Pure.
constexpr uint32_t deepest_hint(uint32_t ecx, uint32_t edx) {
    constexpr uint32_t enumerated = 1u << 0; // CPUID.05H:ECX[0]
    if ((ecx & enumerated) == 0) return 0;
    // EDX: four bits a C-state, C0 lowest, the number of its sub-states. The hint is (C-state - 1) << 4 | sub-state - 1.
    for (uint32_t c_state = 7; c_state >= 1; c_state--) {
        const uint32_t sub_states = edx >> (4 * c_state) & 0xf;
        if (sub_states != 0) return (c_state - 1) << 4 | (sub_states - 1);
    }
    return 0;
}
// Sleeps on the line until it says `wake`. Interrupts off; returns on the CPU itself.
void sleep_in_mwait(Cpu& cpu);
// Puts all online SMT siblings to sleep / brings all that sleep back. False if one does not answer in time. Boot CPU.
bool siblings_off(OfflineMode mode);
bool siblings_on();
// How many of the siblings that answer are in this state.
Tally siblings_in(CpuState state);
} // namespace offline
