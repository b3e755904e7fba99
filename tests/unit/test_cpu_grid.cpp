#include <gtest/gtest.h>

#include <set>
#include <vector>

#include "smp/cpu_grid.hpp"

namespace {

constexpr uint32_t columns = 78, rows = 12; // smp/cpu_screen.hpp

struct Machine {
    std::vector<CpuSeat> seats;
    CpuGrid grid;
    // APIC ids as QEMU gives them: threads and cores numbered in powers of two.
    Machine(uint32_t cores, uint32_t threads) {
        unsigned bits = 0;
        while (1u << bits < threads) bits++;
        std::vector<ApicId> ids;
        for (uint32_t c = 0; c < cores; c++) {
            for (uint32_t t = 0; t < threads; t++) ids.push_back({c << bits | t});
        }
        seats.resize(ids.size());
        seat_cpus(ids, bits, seats);
        grid = CpuGrid::fit(seats, columns, rows);
    }
};

TEST(CpuGrid, NoTwoCpusShareACharacterAndNoneIsOutside) {
    for (const uint32_t threads : {1u, 2u, 4u}) {
        for (uint32_t cores = 1; cores * threads <= 300; cores++) {
            const Machine m(cores, threads);
            std::set<std::pair<uint32_t, uint32_t>> taken;
            for (const CpuSeat seat : m.seats) {
                const auto cell = m.grid.cell(seat, rows);
                ASSERT_TRUE(cell) << cores << "x" << threads;
                for (uint32_t y = 0; y < m.grid.style.height; y++) {
                    for (uint32_t x = 0; x < m.grid.style.width; x++) {
                        ASSERT_TRUE(taken.insert({cell->row + y, cell->column + x}).second);
                        ASSERT_LT(cell->row + y, rows);
                        ASSERT_LT(cell->column + x, columns);
                    }
                }
            }
        }
    }
}

TEST(CpuGrid, SiblingsAreSideBySide) {
    const Machine m(127, 2);
    for (size_t i = 0; i < m.seats.size(); i += 2) {
        const auto first = m.grid.cell(m.seats[i], rows), second = m.grid.cell(m.seats[i + 1], rows);
        EXPECT_EQ(first->row, second->row);
        EXPECT_EQ(first->column + m.grid.style.width, second->column);
    }
}

TEST(CpuGrid, EightCpusHaveRoomForTheirStatesAnd254ForTheirNumbers) {
    EXPECT_EQ(Machine(4, 2).grid.style.height, 2u);
    EXPECT_EQ(Machine(4, 2).grid.per_line, 4u);
    EXPECT_EQ(Machine(127, 2).grid.style.width, 3u);
}

TEST(CpuGrid, TooManyCpusAreLeftOutNotDrawnOutside) {
    const Machine m(4000, 2);
    EXPECT_TRUE(m.grid.cell(m.seats.front(), rows));
    EXPECT_FALSE(m.grid.cell(m.seats.back(), rows));
}

TEST(CpuGrid, SeatsFollowTheCoreNotTheOrderOfTheTable) {
    const ApicId ids[] = {{4}, {0}, {5}, {1}, {9}}; // the boot CPU is first, whatever its id
    CpuSeat seats[5];
    seat_cpus(ids, 1, seats);
    EXPECT_EQ(seats[0].core, 0);
    EXPECT_EQ(seats[2].core, 0);
    EXPECT_EQ(seats[2].thread, 1);
    EXPECT_EQ(seats[1].core, 1);
    EXPECT_EQ(seats[3].core, 1);
    EXPECT_EQ(seats[4].core, 2);
    EXPECT_EQ(seats[4].thread, 0);
}

} // namespace
