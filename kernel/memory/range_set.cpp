#include "kernel/memory/range_set.hpp"

#include <algorithm>

void RangeSet::insert(PhysRange range) {
    if (range.size == 0) return;
    // Ranges that overlap must not be handed out twice, and those that touch are one: swallow them all.
    size_t first = 0;
    while (first < count_ && ranges_[first].end() < range.base) first++;
    size_t last = first;
    for (; last < count_ && ranges_[last].base <= range.end(); last++) {
        const PhysAddr end = std::max(range.end(), ranges_[last].end());
        range.base = std::min(range.base, ranges_[last].base);
        range.size = end - range.base;
    }
    if (first == last && count_ == ranges_.size()) return;
    // ranges_[first, last) become one
    if (first == last)
        std::move_backward(ranges_.begin() + first, ranges_.begin() + count_, ranges_.begin() + count_ + 1);
    else std::move(ranges_.begin() + last, ranges_.begin() + count_, ranges_.begin() + first + 1);
    ranges_[first] = range;
    count_ = count_ + 1 - (last - first);
}

void RangeSet::remove(PhysRange range) {
    if (range.size == 0) return;
    for (size_t i = 0; i < count_;) {
        const PhysRange r = ranges_[i];
        if (!r.overlaps(range)) {
            i++;
            continue;
        }
        std::move(ranges_.begin() + i + 1, ranges_.begin() + count_, ranges_.begin() + i);
        count_--;
        if (r.base < range.base) insert({r.base, range.base - r.base});
        if (r.end() > range.end()) insert({range.end(), r.end() - range.end()});
        i = 0; // insert() moved things: start over, the list is short
    }
}
