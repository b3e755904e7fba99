#include "kernel/memory/mapped_memory.hpp"

#include <algorithm>

#include "kernel/memory/layout.hpp"

namespace {

constexpr PhysRange first_mib{{0}, one_mib.value};

bool is_memory(const MemoryMapEntry& e) {
    return e.type == MemoryType::Available || e.type == MemoryType::AcpiReclaimable || e.type == MemoryType::AcpiNvs;
}

PhysRange below_four_gib(PhysRange r) {
    if (r.base >= four_gib) return {};
    return {r.base, std::min(r.end(), four_gib) - r.base};
}

// How many of the tables that cover `span` bytes each the ranges touch. They ascend, so only neighbours can share one.
uint64_t tables_covering(uint64_t span, std::span<const PhysRange> ranges) {
    uint64_t count = 0, next = 0; // number of the first table that was not counted
    for (const PhysRange r : ranges) {
        const uint64_t first = std::max(r.base.value / span, next), end = (r.end().value - 1) / span + 1;
        if (first >= end) continue;
        count += end - first;
        next = end;
    }
    return count;
}

// 4 KiB pages are needed only where a range begins or ends inside a large page.
uint64_t tables_at_edges(std::span<const PhysRange> ranges) {
    uint64_t count = 0;
    for (const PhysRange r : ranges) {
        const bool first = r.base.value % large_page_size != 0, last = r.end().value % large_page_size != 0;
        const bool is_one = r.base.value / large_page_size == r.end().value / large_page_size;
        count += first && last && is_one ? 1 : first + last;
    }
    return count;
}

uint64_t tables_for(std::span<const PhysRange> ranges) {
    return tables_covering(huge_page_size * 512, ranges) + tables_covering(huge_page_size, ranges) +
           tables_at_edges(ranges);
}

} // namespace

// A map may contradict itself (ACPI 6.5, 15): what is not memory wins over memory, and bad memory over all.
MappedMemory::MappedMemory(const MemoryMap& map) {
    for (const auto& e : map.entries()) {
        if (is_memory(e)) cached_.insert(whole_pages(e.range));
    }
    uncached_.insert(first_mib);
    for (const auto& e : map.entries()) {
        if (is_memory(e)) continue;
        cached_.remove(whole_pages(e.range));
        if (e.type == MemoryType::Reserved) uncached_.insert(whole_pages(below_four_gib(e.range)));
    }
    for (const auto& e : map.entries()) {
        if (e.type == MemoryType::Bad) uncached_.remove(whole_pages(e.range));
    }
    uncached_.insert(local_apic_page);
    cached_.remove(local_apic_page);
    for (const PhysRange r : cached()) uncached_.remove(r);
}

uint64_t MappedMemory::table_bytes() const {
    constexpr uint64_t root = 1;
    return (root + tables_for(cached()) + tables_for(uncached())) * page_size;
}
