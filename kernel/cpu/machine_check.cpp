#include "kernel/cpu/machine_check.hpp"

#include "kernel/cpu/cpuid.hpp"
#include "kernel/cpu/registers.hpp"

namespace {
constexpr uint64_t mcg_ctl_present = 1u << 8;
uint32_t bank_count() { return static_cast<uint32_t>(read_msr(Msr::IA32_MCG_CAP) & 0xff); }
} // namespace

void machine_check::enable() {
    if (!cpu_has_machine_check()) return;
    if ((read_msr(Msr::IA32_MCG_CAP) & mcg_ctl_present) != 0) write_msr(Msr::IA32_MCG_CTL, ~uint64_t{0});
    for (uint32_t bank = 0; bank < bank_count(); bank++) {
        write_msr(Msr::IA32_MC0_CTL + 4 * bank, ~uint64_t{0});
        write_msr(Msr::IA32_MC0_STATUS + 4 * bank, 0);
    }
    write_cr4(read_cr4() | cr4::MCE);
}

void machine_check::clear() {
    for (uint32_t bank = 0; bank < bank_count(); bank++) write_msr(Msr::IA32_MC0_STATUS + 4 * bank, 0);
    write_msr(Msr::IA32_MCG_STATUS, 0);
}
