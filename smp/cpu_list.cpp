#include "smp/cpu_list.hpp"

#include <algorithm>

size_t list_cpus(Bytes madt, ApicId boot, std::span<ApicId> out) {
    size_t count = 0;
    const auto add = [&](ApicId id) {
        const auto listed = out.first(std::min(count, out.size()));
        if (std::find(listed.begin(), listed.end(), id) != listed.end()) return;
        if (count < out.size()) out[count] = id;
        count++;
    };
    add(boot);
    acpi::MadtCpus entries(madt);
    while (const auto cpu = entries.next()) {
        if (cpu->enabled) add(cpu->id);
    }
    return count;
}

FixedText<32> why_no_list(const acpi::Table& madt, uint32_t cpus_in_package) {
    FixedText<32> why;
    if (madt.fault == "absent" && cpus_in_package == 1) return why;
    if (!madt.fault.empty()) {
        why.set("madt-{}", madt.fault);
        return why;
    }
    if (!acpi::MadtCpus::is_whole(madt.bytes)) why.set("madt-length");
    acpi::MadtCpus entries(madt.bytes);
    while (entries.next()) {
    }
    if (entries.is_broken()) why.set("madt-entry-length");
    return why;
}

bool wakes_by_mailbox(Bytes madt) {
    acpi::MadtCpus entries(madt);
    while (entries.next()) {
    }
    return entries.wakes_by_mailbox();
}
