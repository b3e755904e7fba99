#include "kernel/memory_map.hpp"

#include <algorithm>

#include "kernel/hash.hpp"

bool MemoryMap::add(PhysRange range, MemoryType type) {
    if (count_ == entries_.size()) return false;
    entries_[count_++] = {range, type, 0};
    return true;
}

bool MemoryMap::is_available(PhysRange range) const {
    return std::any_of(entries().begin(), entries().end(), [&](const MemoryMapEntry& e) {
        return e.type == MemoryType::Available && range.base >= e.range.base && range.end() <= e.range.end();
    });
}

PhysAddr MemoryMap::top() const {
    PhysAddr top{uint64_t{4} << 30};
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
        if (first < last) insert({{first}, last - first});
    }
    // A map may overlap itself (ACPI 6.5, 15): what any entry calls not available is not.
    for (const auto& e : map.entries()) {
        if (e.type != MemoryType::Available) reserve(e.range);
    }
}

void FreeMemory::insert(PhysRange range) {
    if (count_ == ranges_.size()) return; // forgetting a free range loses memory, never correctness
    size_t at = 0;
    while (at < count_ && ranges_[at].base < range.base) at++;
    // Two available entries that overlap must not be handed out twice.
    if (at > 0 && ranges_[at - 1].end() > range.base) {
        const PhysAddr end = std::max(range.end(), ranges_[at - 1].end());
        ranges_[at - 1].size = end - ranges_[at - 1].base;
        return;
    }
    if (at < count_ && range.end() > ranges_[at].base) range.size = ranges_[at].base - range.base;
    std::move_backward(ranges_.begin() + at, ranges_.begin() + count_, ranges_.begin() + count_ + 1);
    ranges_[at] = range;
    count_++;
}

void FreeMemory::reserve(PhysRange used) {
    const PhysAddr begin{align_down(used.base.value, page_size)};
    const PhysAddr end{align_up(used.end().value, page_size)};
    for (size_t i = 0; i < count_;) {
        const PhysRange r = ranges_[i];
        if (!r.overlaps({begin, end - begin})) {
            i++;
            continue;
        }
        std::move(ranges_.begin() + i + 1, ranges_.begin() + count_, ranges_.begin() + i);
        count_--;
        if (r.base < begin) insert({r.base, begin - r.base});
        if (r.end() > end) insert({end, r.end() - end});
        i = 0; // insert() moved things: start over, the list is short
    }
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
    for (size_t i = count_; i-- > 0;) {
        const uint64_t end = std::min(ranges_[i].end(), limit).value;
        if (end < size || PhysAddr{end - size} < std::max(ranges_[i].base, from)) continue;
        const PhysRange found{{end - size}, size};
        reserve(found);
        return found;
    }
    return std::nullopt;
}

uint64_t FreeMemory::bytes() const {
    uint64_t sum = 0;
    for (const PhysRange r : ranges()) sum += r.size;
    return sum;
}
