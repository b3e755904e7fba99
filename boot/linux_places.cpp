#include "boot/linux_places.hpp"

#include "kernel/memory/layout.hpp"

std::optional<LinuxPlaces> place_linux(const MemoryMap& map, const Placement& own, PhysRange archive,
                                       const linux_boot::SetupHeader& header, uint64_t papers) {
    if (archive.size == 0 || archive.end() > four_gib || !map.is_available(archive)) return std::nullopt;
    FreeMemory free = memory_of_linux(map, own);
    free.reserve(archive);
    const auto kernel = free.take(header.init_size, header.kernel_alignment, {header.pref_address}, four_gib);
    if (!kernel) return std::nullopt;
    const auto kept = free.take(papers, page_size, one_mib, four_gib);
    const auto staged = free.take_highest(uint64_t{header.syssize} * 16, one_mib, four_gib);
    if (!kept || !staged) return std::nullopt;
    return LinuxPlaces{archive, *staged, *kernel, *kept};
}

FreeMemory memory_to_poison(const MemoryMap& map, const Placement& own, const LinuxPlaces& at) {
    FreeMemory rest = memory_of_linux(map, own);
    for (const PhysRange r : {at.archive, at.staged, at.papers}) rest.reserve(r);
    return rest;
}
