#include "kernel/cpu/tsc_rate.hpp"

#include "kernel/base/hypervisor.hpp"

namespace tsc {
namespace {

std::optional<Rate> plausible(uint64_t hz, std::string_view by) {
    return is_plausible(hz) ? std::optional<Rate>({hz, by}) : std::nullopt;
}

// SDM vol. 2A, CPUID, leaf 15H: crystal (ECX, 0 if it is not told) * EBX / EAX.
std::optional<Rate> by_crystal(CpuidFunction cpuid) {
    if (cpuid(0, 0).eax < 0x15) return std::nullopt;
    const CpuidResult r = cpuid(0x15, 0);
    if (r.eax == 0 || r.ebx == 0 || r.ecx == 0) return std::nullopt;
    return plausible(uint64_t{r.ecx} * r.ebx / r.eax, "cpuid-15h");
}

std::optional<Rate> by_hypervisor(CpuidFunction cpuid) {
    if (!is_guest(cpuid)) return std::nullopt;
    const uint32_t xen = xen_leaves(cpuid);
    for (uint32_t base = first_hypervisor_leaf; base <= last_hypervisor_leaf; base += next_hypervisor_leaves) {
        const uint32_t last = cpuid(base, 0).eax;
        if (last < base || last > base + 0xff) continue;
        // Xen: leaf 4, time; subleaf 0, ECX is the guest's TSC in kHz. Others: VMware's timing leaf, EAX in kHz, which
        // KVM (QEMU: vmware-cpuid-freq) has too.
        if (base == xen && last >= base + 3) return plausible(uint64_t{cpuid(base + 3, 0).ecx} * 1000, "cpuid-xen");
        if (base != xen && last >= base + 0x10)
            return plausible(uint64_t{cpuid(base + 0x10, 0).eax} * 1000, "cpuid-40000010h");
    }
    return std::nullopt;
}

bool agree(uint64_t a, uint64_t b) { return (a > b ? a - b : b - a) <= std::max(a, b) / 32; }

} // namespace

std::optional<Rate> stated(CpuidFunction cpuid) {
    if (const auto rate = by_hypervisor(cpuid)) return rate; // it knows what it scales the TSC by
    return by_crystal(cpuid);
}

std::optional<Rate> nominal(CpuidFunction cpuid) {
    if (cpuid(0, 0).eax < 0x16) return std::nullopt;
    return plausible(uint64_t{cpuid(0x16, 0).eax & 0xffff} * 1'000'000, "cpuid-16h");
}

std::optional<uint64_t> rate_between(const Reading& begin, const Reading& end, const Timer& timer) {
    const uint32_t ticks = (end.count - begin.count) & timer.mask;
    // From the middle of one reading to the middle of the other; each may be off by half of its width.
    const uint64_t elapsed = (end.before + end.after - begin.before - begin.after) / 2;
    const uint64_t uncertain = (begin.width() + end.width()) / 2;
    if (ticks == 0 || uncertain > elapsed / certainty || elapsed > ~uint64_t{0} / timer.hz) return std::nullopt;
    const uint64_t hz = elapsed * timer.hz / ticks;
    return is_plausible(hz) ? std::optional(hz) : std::nullopt;
}

Rate choose(std::optional<Rate> stated, std::optional<Rate> measured, std::optional<Rate> nominal) {
    if (stated && (!measured || agree(stated->hz, measured->hz))) return *stated;
    if (measured) return *measured;
    if (nominal) return *nominal;
    // Nobody knows: a rate that no current CPU exceeds, so that every bound errs on the long side.
    return {10'000'000'000, "guess"};
}

} // namespace tsc
