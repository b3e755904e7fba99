// The loader's copy of the image decides once where everything lies, and becomes B's first life there.
#pragma once

#include "hibernate/life/life.hpp"
#include "kernel/options/options.hpp"

// nullopt, with `wanted` and `available` bytes set, if the machine has too little memory. Pure but for sizes that
// depend on CPUID; host-tested.
struct PlacementSizes {
    PhysRange pristine;   // where the loader put the image; `image_bytes` from there are in use
    uint64_t image_bytes; // with .bss
    size_t cpus;
    uint64_t witness;
    PhysRange module{}; // what the loader brought along, if it did
};
struct PlacementFailure {
    uint64_t wanted = 0, available = 0;
    bool no_low_page = false; // however much memory there is
};
std::optional<Placement> place(const MemoryMap& map, const PlacementSizes& sizes, PlacementFailure& failure);

// What one slot must hold for this many CPUs, with `table_bytes` for the direct map.
uint64_t slot_bytes(uint64_t image_bytes, size_t cpus, uint64_t table_bytes);
// Events a life may record between two flushes: the steps of one phase for every CPU.
constexpr uint32_t event_capacity(size_t cpus) { return static_cast<uint32_t>(64 + 12 * cpus); }
