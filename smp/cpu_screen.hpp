// The CPUs on the screen: the state of each in colour, and how many are in which. Boot CPU.
#pragma once

#include "kernel/memory/arena.hpp"

namespace cpu_screen {
// Rows of the screen: the grid, and below it the legend.
inline constexpr uint32_t first_row = 2, grid_rows = 12, legend_row = first_row + grid_rows + 1;

constexpr uint64_t bytes_for(size_t cpus) { return 8 * cpus + 64; } // that initialize() takes
// From now on the screen is drawn anew whenever the log has told of a change. The CPU table is made.
void initialize(Arena& arena);
void draw();
// The log may tell what it wants: nothing is drawn any more, but by draw().
void stop_watching();
} // namespace cpu_screen
