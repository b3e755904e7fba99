// A set of page-aligned physical ranges. Pure, host-tested through FreeMemory and MappedMemory.
#pragma once

#include <array>
#include <span>

#include "kernel/base/types.hpp"

struct PhysRange {
    PhysAddr base;
    uint64_t size = 0;
    constexpr PhysAddr end() const { return base + size; }
    constexpr bool contains(PhysAddr a) const { return a >= base && a < end(); }
    constexpr bool overlaps(PhysRange o) const { return base < o.end() && o.base < end(); }
    friend constexpr bool operator==(PhysRange, PhysRange) = default;
};
constexpr uint64_t total_size(std::span<const PhysRange> ranges) {
    uint64_t sum = 0;
    for (const PhysRange r : ranges) sum += r.size;
    return sum;
}
// Every page that the range touches.
constexpr PhysRange whole_pages(PhysRange range) {
    const PhysAddr begin{align_down(range.base.value, page_size)};
    return {begin, align_up(range.end().value, page_size) - begin.value};
}

class RangeSet {
  public:
    // What does not fit is forgotten: see `most`.
    void insert(PhysRange pages);
    void remove(PhysRange pages);
    // In ascending order; they neither overlap nor touch, and none is empty.
    std::span<const PhysRange> ranges() const { return {ranges_.data(), count_}; }

  private:
    // Every end of a range is an end of some range that came in, so N ranges that came in leave at most N. A memory map
    // has 256 entries, and our own use adds a few.
    static constexpr size_t most = 320;
    std::array<PhysRange, most> ranges_{};
    size_t count_ = 0;
};
