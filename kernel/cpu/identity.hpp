// Which CPU this is, as its makers count (SDM vol. 2A, CPUID, "Version Information"; AMD APM vol. 3, CPUID function
// 0000_0001h). Pure, host-tested: `cpuid` takes a leaf and a subleaf.
#pragma once

#include "kernel/base/hypervisor.hpp"
#include "kernel/base/word.hpp"

struct CpuIdentity {
    FixedText<16> vendor, hypervisor; // words; `none` on the bare machine, `?` of an emulator that does not say
    uint32_t family, model, stepping;
};

namespace cpu_identity {

// Four letters a register, the first in the lowest byte.
inline FixedText<16> letters(uint32_t a, uint32_t b, uint32_t c) {
    char text[12];
    for (unsigned i = 0; i < 12; i++) {
        const uint32_t word = i < 4 ? a : i < 8 ? b : c;
        text[i] = static_cast<char>(word >> (i % 4 * 8));
    }
    return word_of<16>({text, sizeof(text)});
}

template <typename Cpuid>
CpuIdentity of(Cpuid cpuid, bool is_emulated) {
    CpuIdentity id{};
    const CpuidResult zero = cpuid(0, 0), one = cpuid(1, 0);
    id.vendor = letters(zero.ebx, zero.edx, zero.ecx);
    if (is_guest(cpuid)) {
        const uint32_t xen = xen_leaves(cpuid); // which may be behind those of Hyper-V that it shows
        const CpuidResult first = cpuid(xen != 0 ? xen : first_hypervisor_leaf, 0);
        id.hypervisor = letters(first.ebx, first.ecx, first.edx);
    } else {
        id.hypervisor.set("{}", is_emulated ? "?" : "none");
    }
    id.family = one.eax >> 8 & 0xf;
    id.model = one.eax >> 4 & 0xf;
    if (id.family == 0xf || id.family == 6) id.model |= one.eax >> 12 & 0xf0;
    if (id.family == 0xf) id.family += one.eax >> 20 & 0xff;
    id.stepping = one.eax & 0xf;
    return id;
}

} // namespace cpu_identity
