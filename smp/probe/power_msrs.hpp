// What a CPU counts of its own rest: C-state residency and energy. None of these is architectural; the documents say by
// model which exist, so they are read with care and left out where they are not there.
//
//   Intel SDM vol. 4: MSR_SMI_COUNT, MSR_CORE_C3/C6, MSR_PKG_C3/C6/C7_RESIDENCY in the table of Nehalem; MSR_CORE_C7
//   and MSR_PKG_C2_RESIDENCY and the RAPL registers in that of Sandy Bridge. Residencies count at the TSC's rate;
//   RAPL: SDM vol. 3, "Platform Specific Power Management Support". AMD: Processor Programming Reference of family
//   17h, MSRC001_0299 ff.
#pragma once

#include <array>
#include <string_view>

#include "kernel/cpu/registers.hpp"

enum class MsrScope : uint8_t { Core, Package }; // Core: read by the CPU that rests
enum class MsrVendor : uint8_t { Intel, Amd };

struct PowerMsr {
    std::string_view name;
    Msr msr;
    MsrScope scope;
    MsrVendor vendor;
    bool is_energy; // 32 bits that wrap, in units that the vendor's unit register gives; else 64 bits
};

inline constexpr std::array<PowerMsr, 13> power_msrs = {{
    {"smi-count", Msr{0x34}, MsrScope::Core, MsrVendor::Intel, false},
    {"core-c3-ticks", Msr{0x3fc}, MsrScope::Core, MsrVendor::Intel, false},
    {"core-c6-ticks", Msr{0x3fd}, MsrScope::Core, MsrVendor::Intel, false},
    {"core-c7-ticks", Msr{0x3fe}, MsrScope::Core, MsrVendor::Intel, false},
    {"package-c2-ticks", Msr{0x60d}, MsrScope::Package, MsrVendor::Intel, false},
    {"package-c3-ticks", Msr{0x3f8}, MsrScope::Package, MsrVendor::Intel, false},
    {"package-c6-ticks", Msr{0x3f9}, MsrScope::Package, MsrVendor::Intel, false},
    {"package-c7-ticks", Msr{0x3fa}, MsrScope::Package, MsrVendor::Intel, false},
    {"package-uj", Msr{0x611}, MsrScope::Package, MsrVendor::Intel, true},
    {"cores-uj", Msr{0x639}, MsrScope::Package, MsrVendor::Intel, true},
    {"dram-uj", Msr{0x619}, MsrScope::Package, MsrVendor::Intel, true},
    {"core-uj", Msr{0xc001029a}, MsrScope::Core, MsrVendor::Amd, true},
    {"package-uj", Msr{0xc001029b}, MsrScope::Package, MsrVendor::Amd, true},
}};

// MSR_RAPL_POWER_UNIT and AMD's RAPL_PWR_UNIT agree: bits 12:8 are the exponent of one half, in joules.
inline constexpr Msr energy_unit_msr(MsrVendor v) { return v == MsrVendor::Intel ? Msr{0x606} : Msr{0xc0010299}; }

// Of two readings of `m`. Pure.
constexpr uint64_t counted(const PowerMsr& m, uint64_t before, uint64_t after, uint64_t energy_unit) {
    if (!m.is_energy) return after - before;
    const uint64_t units = (after - before) & 0xffffffff;
    return units * 1'000'000 >> (energy_unit >> 8 & 0x1f);
}
