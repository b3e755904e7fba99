#include "smp/cpu_grid.hpp"

#include <algorithm>

#include "smp/topology.hpp"

namespace {

// Name above state; number with a free line below; number; state's letter.
constexpr GridStyle styles[] = {{9, 2, 3}, {3, 1, 2}, {3, 1, 1}, {1, 1, 1}};
constexpr uint32_t gap = 1; // between cores

uint32_t cores_a_line(const GridStyle& style, uint32_t threads, uint32_t columns) {
    return std::max<uint32_t>(1, (columns + gap) / (style.width * threads + gap));
}

uint32_t lines_in(const GridStyle& style, uint32_t rows) {
    return rows < style.height ? 0 : (rows - style.height) / style.line_height + 1;
}

} // namespace

void seat_cpus(std::span<const ApicId> ids, unsigned smt_bits, std::span<CpuSeat> seats) {
    uint16_t cores = 0;
    for (size_t i = 0; i < ids.size(); i++) {
        seats[i] = {cores, 0};
        const uint32_t core = topology::core_of(ids[i], smt_bits);
        for (size_t j = 0; j < i; j++) {
            if (topology::core_of(ids[j], smt_bits) == core)
                seats[i] = {seats[j].core, static_cast<uint16_t>(seats[j].thread + 1)};
        }
        cores = static_cast<uint16_t>(cores + (seats[i].thread == 0));
    }
}

CpuGrid CpuGrid::fit(std::span<const CpuSeat> seats, uint32_t columns, uint32_t rows) {
    uint32_t cores = 1, threads = 1;
    for (const CpuSeat s : seats) {
        cores = std::max<uint32_t>(cores, s.core + 1u);
        threads = std::max<uint32_t>(threads, s.thread + 1u);
    }
    CpuGrid grid{};
    for (const GridStyle& style : styles) {
        grid = {style, threads, cores_a_line(style, threads, columns)};
        const bool is_wide_enough = style.width * threads <= columns;
        if (is_wide_enough && grid.per_line * lines_in(style, rows) >= cores) break;
    }
    return grid;
}

std::optional<GridCell> CpuGrid::cell(CpuSeat seat, uint32_t rows) const {
    const GridCell c{seat.core / per_line * style.line_height,
                     seat.core % per_line * (style.width * threads + gap) + seat.thread * style.width};
    if (c.row + style.height > rows) return std::nullopt;
    return c;
}
