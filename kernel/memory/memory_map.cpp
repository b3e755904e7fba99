#include "kernel/memory/memory_map.hpp"

#include <algorithm>

#include "kernel/base/hash.hpp"
#include "kernel/memory/layout.hpp"

bool MemoryMap::add(PhysRange range, MemoryType type) {
    if (range.size == 0) return true;
    if (range.size - 1 > ~range.base.value) return false;
    if (range.base.value >= direct_map_size) return true;
    range.size = std::min(range.size, direct_map_size - range.base.value);
    if (count_ == entries_.size()) return false;
    entries_[count_++] = {range, type, 0};
    return true;
}

namespace {
// Whether the ranges of those entries that are `wanted` cover the whole range together.
template <typename Wanted>
bool cover(std::span<const MemoryMapEntry> all, PhysRange range, Wanted wanted) {
    for (PhysAddr at = range.base; at < range.end();) {
        const auto found =
            std::find_if(all.begin(), all.end(), [&](const auto& e) { return wanted(e) && e.range.contains(at); });
        if (found == all.end()) return false;
        at = found->range.end();
    }
    return true;
}
} // namespace

bool MemoryMap::is_available(PhysRange range) const {
    return cover(entries(), range, [](const MemoryMapEntry& e) { return e.type == MemoryType::Available; }) &&
           std::none_of(entries().begin(), entries().end(), [&](const MemoryMapEntry& e) {
               return e.type != MemoryType::Available && e.range.overlaps(range);
           });
}

bool MemoryMap::covers(PhysRange range) const {
    return range.end() <= one_mib ||
           cover(entries(), range, [](const MemoryMapEntry& e) { return e.type != MemoryType::Bad; });
}

PhysAddr MemoryMap::top() const {
    PhysAddr top = four_gib;
    for (const auto& e : entries()) {
        if (e.type == MemoryType::Available) top = std::max(top, e.range.end());
    }
    return top;
}

uint64_t MemoryMap::digest() const { return hash(std::as_bytes(entries())); }

FreeMemory::FreeMemory(const MemoryMap& map) {
    for (const auto& e : map.entries()) {
        if (e.type != MemoryType::Available) continue;
        const uint64_t first = align_up(e.range.base.value, page_size);
        const uint64_t last = align_down(e.range.end().value, page_size);
        if (first < last) set_.insert({{first}, last - first});
    }
    // A map may overlap itself (ACPI 6.5, 15): what any entry calls not available is not.
    for (const auto& e : map.entries()) {
        if (e.type != MemoryType::Available) reserve(e.range);
    }
}

void FreeMemory::reserve(PhysRange used) {
    if (used.size != 0) set_.remove(whole_pages(used));
}

std::optional<PhysRange> FreeMemory::take(uint64_t size, uint64_t alignment, PhysAddr from, PhysAddr limit) {
    for (const PhysRange r : ranges()) {
        const PhysRange found{{align_up(std::max(r.base, from).value, alignment)}, align_up(size, page_size)};
        if (found.end() > std::min(r.end(), limit)) continue;
        reserve(found);
        return found;
    }
    return std::nullopt;
}

std::optional<PhysRange> FreeMemory::take_highest(uint64_t size, PhysAddr from, PhysAddr limit) {
    size = align_up(size, page_size);
    const auto all = ranges();
    for (size_t i = all.size(); i-- > 0;) {
        const uint64_t end = std::min(all[i].end(), limit).value;
        if (end < size || PhysAddr{end - size} < std::max(all[i].base, from)) continue;
        const PhysRange found{{end - size}, size};
        reserve(found);
        return found;
    }
    return std::nullopt;
}

uint64_t FreeMemory::bytes() const { return total_size(ranges()); }
