// CPUID (SDM vol. 2A, CPUID; AMD APM vol. 3, appendix "Obtaining Processor Information Via the CPUID Instruction").
#pragma once

#include <cstdint>

struct CpuidResult {
    uint32_t eax, ebx, ecx, edx;
};

inline CpuidResult cpuid(uint32_t leaf, uint32_t subleaf = 0) {
    CpuidResult r;
    asm volatile("cpuid" : "=a"(r.eax), "=b"(r.ebx), "=c"(r.ecx), "=d"(r.edx) : "a"(leaf), "c"(subleaf));
    return r;
}

inline bool cpu_is_intel() { return cpuid(0).ecx == 0x6c65746e; } // the end of "GenuineIntel"
inline bool cpu_is_amd_or_hygon() {                               // the ends of "AuthenticAMD" and "HygonGenuine"
    const uint32_t end = cpuid(0).ecx;
    return end == 0x444d4163 || end == 0x656e6975;
}
inline bool cpu_has_clflush() { return (cpuid(1).edx & (1u << 19)) != 0; }
inline bool cpu_has_monitor() { return (cpuid(1).ecx & (1u << 3)) != 0; }
inline bool cpu_has_x2apic() { return (cpuid(1).ecx & (1u << 21)) != 0; }
inline bool cpu_has_rdrand() { return (cpuid(1).ecx & (1u << 30)) != 0; }
inline bool cpu_has_hypervisor() { return (cpuid(1).ecx & (1u << 31)) != 0; }
inline bool cpu_has_machine_check() { return (cpuid(1).edx & (1u << 14)) != 0 && (cpuid(1).edx & (1u << 7)) != 0; }
inline bool cpu_has_scalable_mca() { // AMD: banks of 16 registers
    return cpuid(0x80000000).eax >= 0x80000007 && (cpuid(0x80000007).ebx & (1u << 3)) != 0;
}
// Whether IA32_MISC_ENABLE has the bit by which firmware hides NX: family 6 from model 0DH on, and 0FH (SDM vol. 4).
inline bool cpu_has_xd_disable() {
    const uint32_t version = cpuid(1).eax;
    const uint32_t family = version >> 8 & 0xf, model = (version >> 4 & 0xf) | (version >> 12 & 0xf0);
    return cpu_is_intel() && ((family == 6 && model >= 0xd) || family == 0xf);
}
inline bool cpu_has_huge_pages() {
    return cpuid(0x80000000).eax >= 0x80000001 && (cpuid(0x80000001).edx & (1u << 26)) != 0;
}
