// Whether a CPU needs the 10 ms between INIT and SIPI of the SDM's example, which are for the discrete 82489DX, P5 and
// P6. Linux knows who does not (arch/x86/kernel/smpboot.c, smp_quirk_init_udelay): Intel from family 6, AMD from 0FH,
// Hygon from 18H. Everybody else waits. Pure, host-tested.
#pragma once

#include "smp/topology.hpp"

inline bool needs_init_delay(topology::CpuidFunction cpuid) {
    constexpr uint32_t intel = 0x6c65746e, amd = 0x444d4163, hygon = 0x656e6975; // ECX: the ends of the vendors' names
    const uint32_t version = cpuid(1, 0).eax;
    const uint32_t base = version >> 8 & 0xf;
    const uint32_t family = base == 0xf ? base + (version >> 20 & 0xff) : base;
    switch (cpuid(0, 0).ecx) {
    case intel: return family < 6;
    case amd: return false; // this code runs in long mode, which came with family 0FH; Bochs has it in family 6
    case hygon: return family < 0x18;
    default: return true;
    }
}
