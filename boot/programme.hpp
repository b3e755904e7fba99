// What B does once it stands: the cycles of one story, every row of the matrix, or only probes.
#pragma once

#include "hibernate/story.hpp"
#include "smp/probe/probe.hpp"

namespace programme {
// How many checks that will make, after those of the start.
uint32_t checks(const Life& life);
ProbeContext probe_context(const Life& life);
} // namespace programme
