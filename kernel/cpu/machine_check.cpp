#include "kernel/cpu/machine_check.hpp"

#include "kernel/base/cpuid.hpp"
#include "kernel/cpu/registers.hpp"

namespace {

constexpr uint64_t mcg_ctl_present = 1u << 8;

template <typename Function>
void for_each_status(Function function) {
    const MachineCheckBanks b = machine_check::banks();
    for (uint32_t bank = 0; bank < b.count; bank++) function(static_cast<Msr>(b.first_status + b.stride * bank));
}

} // namespace

MachineCheckBanks machine_check::banks() {
    return banks_of(cpu_has_machine_check() ? read_msr(Msr::IA32_MCG_CAP) : 0, cpu_has_scalable_mca());
}

void machine_check::enable() {
    if (!cpu_has_machine_check()) return;
    if ((read_msr(Msr::IA32_MCG_CAP) & mcg_ctl_present) != 0) write_msr(Msr::IA32_MCG_CTL, ~uint64_t{0});
    for_each_status([](Msr status) {
        write_msr(static_cast<Msr>(static_cast<uint32_t>(status) - 1), ~uint64_t{0}); // MCi_CTL
        write_msr(status, 0);
    });
    write_cr4(read_cr4() | cr4::MCE);
}

void machine_check::clear() {
    for_each_status([](Msr status) { write_msr(status, 0); });
    write_msr(Msr::IA32_MCG_STATUS, 0);
}
