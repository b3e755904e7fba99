// All memory but B's own, as Linux leaves it to B. Pure, host-tested.
#pragma once

#include <array>

#include "hibernate/life/life.hpp"
#include "kernel/memory/memory_map.hpp"

struct OwnRange {
    PhysRange range;
    std::string_view what; // one word, for the log
};

// What B may not overwrite, though it is available memory: where it lives itself, where CPUs enter it, and what a CPU
// looks at by itself on the way from INIT to B.
constexpr std::array<OwnRange, 6> own_memory(const Placement& p) {
    return {{
        {p.slots[b_slot], "slot"},
        {p.safe, "safe-pages"},
        {{p.trampolines[0], page_size}, "trampoline"},
        {{{0}, page_size}, "interrupt-vectors"},
        {{initial_stack_page, page_size}, "initial-stack"},
        {{default_smbase, default_smram_size}, "smram"},
    }};
}

// The rest, in ascending order.
inline FreeMemory memory_of_linux(const MemoryMap& map, const Placement& p) {
    FreeMemory rest(map);
    for (const OwnRange& own : own_memory(p)) rest.reserve(own.range);
    return rest;
}
