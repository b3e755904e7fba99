// Where on the screen each CPU is: the threads of a core side by side, cores from left to right and then down. Pure,
// host-tested.
#pragma once

#include <optional>
#include <span>

#include "kernel/base/types.hpp"

// A CPU's place among the cores.
struct CpuSeat {
    uint16_t core;
    uint16_t thread; // of this core
};

// Cores in the order in which their first CPU is in the table. `seats` is as long as `ids`.
void seat_cpus(std::span<const ApicId> ids, unsigned smt_bits, std::span<CpuSeat> seats);

// How one CPU is drawn, from the most that can be said of it to the least.
struct GridStyle {
    uint32_t width, height; // of a CPU, in characters
    uint32_t line_height;   // from one line of cores to the next
};

struct GridCell {
    uint32_t row, column; // from the grid's upper left corner
};

struct CpuGrid {
    GridStyle style;
    uint32_t threads;  // that the widest core has
    uint32_t per_line; // cores

    // The style that says most and has room for all; if none has, the smallest one.
    static CpuGrid fit(std::span<const CpuSeat> seats, uint32_t columns, uint32_t rows);
    // nullopt if there is no room for it.
    std::optional<GridCell> cell(CpuSeat seat, uint32_t rows) const;
};
