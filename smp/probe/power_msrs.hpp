// What a CPU counts of its own rest: C-state residency and energy. None of these is architectural; the documents say by
// model which exist, so they are read with care and left out where they are not there.
//
//   Intel SDM vol. 4: MSR_SMI_COUNT, MSR_CORE_C3/C6, MSR_PKG_C3/C6/C7_RESIDENCY in the table of Nehalem; MSR_CORE_C7
//   and MSR_PKG_C2_RESIDENCY and the RAPL registers in that of Sandy Bridge. Residencies count at the TSC's rate;
//   RAPL: SDM vol. 3, "Platform Specific Power Management Support". AMD: Processor Programming Reference of family
//   17h, MSRC001_0299 ff.
//
// The counter of the memory's energy is left out: on servers its unit is another than the unit register says (SDM
// vol. 4, MSR_DRAM_ENERGY_STATUS in the table of Haswell-E), and this is about the CPU's rest.
#pragma once

#include <array>
#include <string_view>

#include "kernel/cpu/registers.hpp"

enum class MsrScope : uint8_t { Core, Package }; // Core: read by the CPU that rests
enum class MsrVendor : uint8_t { Intel, Amd };
enum class MsrCounts : uint8_t { Events, Ticks, Energy }; // energy: 32 bits that wrap; the others: 64

struct PowerMsr {
    std::string_view name;
    Msr msr;
    MsrScope scope;
    MsrVendor vendor;
    MsrCounts counts;
};

inline constexpr std::array<PowerMsr, 12> power_msrs = {{
    {"smi-count", Msr{0x34}, MsrScope::Core, MsrVendor::Intel, MsrCounts::Events},
    {"core-c3-ticks", Msr{0x3fc}, MsrScope::Core, MsrVendor::Intel, MsrCounts::Ticks},
    {"core-c6-ticks", Msr{0x3fd}, MsrScope::Core, MsrVendor::Intel, MsrCounts::Ticks},
    {"core-c7-ticks", Msr{0x3fe}, MsrScope::Core, MsrVendor::Intel, MsrCounts::Ticks},
    {"package-c2-ticks", Msr{0x60d}, MsrScope::Package, MsrVendor::Intel, MsrCounts::Ticks},
    {"package-c3-ticks", Msr{0x3f8}, MsrScope::Package, MsrVendor::Intel, MsrCounts::Ticks},
    {"package-c6-ticks", Msr{0x3f9}, MsrScope::Package, MsrVendor::Intel, MsrCounts::Ticks},
    {"package-c7-ticks", Msr{0x3fa}, MsrScope::Package, MsrVendor::Intel, MsrCounts::Ticks},
    {"package-uj", Msr{0x611}, MsrScope::Package, MsrVendor::Intel, MsrCounts::Energy},
    {"cores-uj", Msr{0x639}, MsrScope::Package, MsrVendor::Intel, MsrCounts::Energy},
    {"core-uj", Msr{0xc001029a}, MsrScope::Core, MsrVendor::Amd, MsrCounts::Energy},
    {"package-uj", Msr{0xc001029b}, MsrScope::Package, MsrVendor::Amd, MsrCounts::Energy},
}};

// MSR_RAPL_POWER_UNIT and AMD's RAPL_PWR_UNIT.
inline constexpr Msr energy_unit_msr(MsrVendor v) { return v == MsrVendor::Intel ? Msr{0x606} : Msr{0xc0010299}; }

// Bits 12:8 of the unit register are the exponent of one half, in joules; on the Atoms of Silvermont and Airmont that
// of two, in microjoules (SDM vol. 4, MSR_RAPL_POWER_UNIT in the table of Silvermont).
struct EnergyUnit {
    uint8_t exponent;
    bool of_two_in_microjoules;
    constexpr uint64_t microjoules(uint64_t units) const {
        return of_two_in_microjoules ? units << exponent : units * 1'000'000 >> exponent;
    }
};
constexpr EnergyUnit energy_unit(uint64_t unit_register, bool silvermont) {
    return {static_cast<uint8_t>(unit_register >> 8 & 0x1f), silvermont};
}

// CPUID.1:EAX of those (SDM vol. 4, "Model-Specific Registers (MSRs)", the table of display families and models).
constexpr bool is_silvermont(uint32_t version) {
    const uint32_t family = version >> 8 & 0xf, model = (version >> 4 & 0xf) | (version >> 12 & 0xf0);
    return family == 6 && (model == 0x37 || model == 0x4a || model == 0x4c || model == 0x5a || model == 0x5d);
}
