// Who is the hypervisor? It says so in CPUID leaves of its own, from 40000000H on; EAX of the first is the last. One
// that shows Hyper-V's there has its own from 40000100H on (Xen: xen/include/public/arch-x86/cpuid.h). Inlined, without
// constants in memory: the safe pages ask too. Pure, host-tested: `cpuid` takes a leaf and a subleaf.
#pragma once

#include "kernel/cpu/cpuid.hpp"

inline constexpr uint32_t first_hypervisor_leaf = 0x40000000, next_hypervisor_leaves = 0x100,
                          last_hypervisor_leaf = 0x40000100;

template <typename Cpuid>
[[gnu::always_inline]] constexpr bool is_guest(Cpuid cpuid) {
    return (cpuid(1, 0).ecx & (1u << 31)) != 0;
}

// The first of Xen's leaves; 0 for who is no guest of Xen's.
template <typename Cpuid>
[[gnu::always_inline]] constexpr uint32_t xen_leaves(Cpuid cpuid) {
    if (!is_guest(cpuid)) return 0;
    for (uint32_t base = first_hypervisor_leaf; base <= last_hypervisor_leaf; base += next_hypervisor_leaves) {
        const CpuidResult first = cpuid(base, 0);
        if (first.ebx == 0x566e6558 && first.ecx == 0x65584d4d && first.edx == 0x4d4d566e) return base; // XenVMMXenVMM
    }
    return 0;
}
