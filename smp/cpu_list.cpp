#include "smp/cpu_list.hpp"

#include <algorithm>

size_t list_cpus(acpi::Bytes madt, ApicId boot, std::span<ApicId> out) {
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
