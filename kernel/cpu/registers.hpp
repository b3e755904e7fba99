// Control registers and model-specific registers, named as in the SDM (vol. 3, "Control Registers", and vol. 4) and
// the AMD APM.
#pragma once

#include "kernel/base/types.hpp"

namespace cr0 {
inline constexpr uint64_t PE = 1u << 0, MP = 1u << 1, EM = 1u << 2, TS = 1u << 3, WP = 1u << 16, NW = 1u << 29,
                          CD = 1u << 30, PG = 1u << 31;
}
namespace cr4 {
inline constexpr uint64_t PAE = 1u << 5, MCE = 1u << 6, PGE = 1u << 7, OSFXSR = 1u << 9, PCIDE = 1u << 17;
}
namespace efer {
inline constexpr uint64_t LME = 1u << 8, LMA = 1u << 10, NXE = 1u << 11;
}

enum class Msr : uint32_t {
    IA32_APIC_BASE = 0x1b,
    IA32_BIOS_SIGN_ID = 0x8b, // AMD calls it PATCH_LEVEL
    IA32_MCG_CAP = 0x179,
    IA32_MCG_STATUS = 0x17a,
    IA32_MCG_CTL = 0x17b,
    IA32_MC0_CTL = 0x400,          // + 4 * bank
    IA32_MC0_STATUS = 0x401,       // + 4 * bank
    MCA_STATUS_BANK0 = 0xc0002001, // + 16 * bank: AMD's scalable MCA
    X2APIC_BASE = 0x800,           // + xAPIC register offset / 16 (SDM vol. 3, "x2APIC Register Address Space")
    IA32_EFER = 0xc0000080,
    IA32_FS_BASE = 0xc0000100,
    IA32_GS_BASE = 0xc0000101,
};

constexpr Msr operator+(Msr base, uint32_t offset) { return static_cast<Msr>(static_cast<uint32_t>(base) + offset); }

[[gnu::always_inline]] inline uint64_t read_msr(Msr msr) {
    uint32_t low, high;
    asm volatile("rdmsr" : "=a"(low), "=d"(high) : "c"(static_cast<uint32_t>(msr)));
    return static_cast<uint64_t>(high) << 32 | low;
}
[[gnu::always_inline]] inline void write_msr(Msr msr, uint64_t value) {
    asm volatile("wrmsr"
                 :
                 : "c"(static_cast<uint32_t>(msr)), "a"(static_cast<uint32_t>(value)),
                   "d"(static_cast<uint32_t>(value >> 32))
                 : "memory");
}

inline uint64_t read_cr0() {
    uint64_t v;
    asm volatile("mov %%cr0, %0" : "=r"(v));
    return v;
}
inline uint64_t read_cr2() {
    uint64_t v;
    asm volatile("mov %%cr2, %0" : "=r"(v));
    return v;
}
inline uint64_t read_cr3() {
    uint64_t v;
    asm volatile("mov %%cr3, %0" : "=r"(v));
    return v;
}
inline uint64_t read_cr4() {
    uint64_t v;
    asm volatile("mov %%cr4, %0" : "=r"(v));
    return v;
}
inline void write_cr0(uint64_t v) { asm volatile("mov %0, %%cr0" : : "r"(v) : "memory"); }
inline void write_cr3(uint64_t v) { asm volatile("mov %0, %%cr3" : : "r"(v) : "memory"); }
inline void write_cr4(uint64_t v) { asm volatile("mov %0, %%cr4" : : "r"(v) : "memory"); }
