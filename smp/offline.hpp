// Soft-offline: what nosmt does to SMT siblings in ordinary operation. The CPU sleeps in this life's text, on this
// life's page tables, and may be told to come back. Not a handoff: that is smp/method/handoff.hpp.
#pragma once

#include <array>

#include "kernel/base/tally.hpp"
#include "kernel/options/options.hpp"
#include "smp/cpu.hpp"

struct MwaitHints { // EAX for MWAIT
    std::array<uint8_t, 7 * 15> values;
    size_t count;
};

namespace offline {
// A hint for each sub-state of each C-state that CPUID leaf 5 lists, the deepest last; if it lists none, C1's, 0. Pure.
constexpr MwaitHints listed_hints(uint32_t ecx, uint32_t edx) {
    constexpr uint32_t enumerated = 1u << 0; // CPUID.05H:ECX[0]
    MwaitHints hints{};
    // EDX: four bits a C-state, C0 lowest, the number of its sub-states. The hint is (C-state - 1) << 4 | sub-state -
    // 1.
    for (uint32_t c_state = 1; c_state <= 7 && (ecx & enumerated) != 0; c_state++) {
        const uint32_t sub_states = edx >> (4 * c_state) & 0xf;
        for (uint32_t sub_state = 0; sub_state < sub_states; sub_state++)
            hints.values[hints.count++] = static_cast<uint8_t>((c_state - 1) << 4 | sub_state);
    }
    if (hints.count == 0) hints.count = 1;
    return hints;
}
// The last of them, without the list: it is looked up on stacks that are small.
constexpr uint32_t deepest_hint(uint32_t ecx, uint32_t edx) {
    constexpr uint32_t enumerated = 1u << 0;
    if ((ecx & enumerated) == 0) return 0;
    for (uint32_t c_state = 7; c_state >= 1; c_state--) {
        const uint32_t sub_states = edx >> (4 * c_state) & 0xf;
        if (sub_states != 0) return (c_state - 1) << 4 | (sub_states - 1);
    }
    return 0;
}
// What Linux does (mwait_play_dead(), arch/x86/kernel/smpboot.c): MWAIT, but HLT where there is none, where CPUID has
// no leaf 5 or CLFLUSH, and on AMD and Hygon.
OfflineMode mode_of_linux();
// Sleeps until its line says `wake`, in the deepest state or in the one that is asked for. Interrupts off; returns on
// the CPU itself.
void sleep_in_mwait(Cpu& cpu);
void sleep_in_mwait(Cpu& cpu, uint32_t hint);
void sleep_in_hlt(Cpu& cpu);
// Puts all online SMT siblings to sleep / brings all that sleep back. False if one does not answer in time. Boot CPU.
bool siblings_off(OfflineMode mode);
bool siblings_on();
// As nosmt wants them: siblings_off(), or nothing to do.
bool settle(const Options& options);
// How many of the siblings that answer are in this state.
Tally siblings_in(CpuState state);
} // namespace offline
