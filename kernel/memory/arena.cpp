#include "kernel/memory/arena.hpp"

#include <cstring>

#include "kernel/log/panic.hpp"

namespace {
constinit Arena arena_of_life;
}

Arena& life_arena() { return arena_of_life; }

PhysAddr Arena::take(uint64_t size, uint64_t alignment) {
    const PhysAddr start{align_up(next_.value, alignment)};
    if (start + size > end_) panic("arena-full", "{} bytes wanted at {}, the range ends at {}", size, start, end_);
    next_ = start + size;
    memset(direct_map(start), 0, size);
    return start;
}
