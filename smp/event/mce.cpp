// inject=mce: a machine check. Nothing inside a machine can send one: the kernel says on its log that it waits, and
// the runner has the emulator broadcast it. A CPU with CR4.MCE clear shuts down (SDM vol. 3, "Machine-Check Exception
// (#MC)").
#include "kernel/base/cpuid.hpp"
#include "kernel/base/hypervisor.hpp"
#include "smp/event/event.hpp"

namespace {

std::string_view why_impossible() {
    if (!cpu_has_hypervisor()) return "inject=mce: nobody outside can broadcast a machine check here";
    if (xen_leaves(cpuid) != 0) return "inject=mce: Xen gives its guests no machine check from outside";
    if (!cpu_has_machine_check()) return "inject=mce: this cpu has no machine check";
    return {};
}

} // namespace

EVENT(mce) = {
    .name = "mce",
    .text = "A machine check, broadcast from outside the machine.",
    .sending = Sending::Outside,
    .counter = offsetof(Bay, counters.machine_check),
    .first_limit_us = 10'000'000, // what comes from outside takes as long as the outside does
    .boot_cpu_counts = true,
    .is_everywhere = false,
    .kills_in_init = true, // INIT has cleared CR4.MCE (SDM vol. 3, "Processor State After Reset")
    .why_impossible = why_impossible,
};
