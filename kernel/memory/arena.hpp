// A bump allocator over a range of physical memory: a life allocates from its slot, the safe pages from itself.
// Nothing is ever freed; a life ends whole.
#pragma once

#include "kernel/memory/layout.hpp"
#include "kernel/memory/memory_map.hpp"

class Arena;
// This life's own: the rest of its slot behind the image. Made by boot/life_setup.cpp.
Arena& life_arena();

class Arena {
  public:
    Arena() = default;
    explicit Arena(PhysRange range) : next_(range.base), end_(range.end()) {}
    // Zeroed bytes. Stops the machine with a message when the range is full: its size was computed for the CPUs and
    // the memory that the machine has (boot/placement.cpp), so this is a bug, not bad luck.
    PhysAddr take(uint64_t size, uint64_t alignment);
    template <typename T>
    T* take_array(size_t count) {
        return direct_map<T>(take(sizeof(T) * count, alignof(T) < 64 ? 64 : alignof(T)));
    }
    PhysAddr next() const { return next_; }
    uint64_t left() const { return end_ - next_; }

  private:
    PhysAddr next_, end_;
};
