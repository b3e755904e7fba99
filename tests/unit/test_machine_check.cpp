#include <gtest/gtest.h>

#include "kernel/cpu/machine_check.hpp"

namespace {

uint32_t last_status(const MachineCheckBanks& b) { return b.first_status + b.stride * (b.count - 1); }

TEST(MachineCheckBanks, AreFourRegistersApart) {
    const auto b = machine_check::banks_of(0x1000000 | 10, false);
    EXPECT_EQ(b.count, 10u);
    EXPECT_EQ(b.first_status, 0x401u);
    EXPECT_EQ(last_status(b), 0x425u);
}

TEST(MachineCheckBanks, EndBelowTheRegistersOfVmx) {
    EXPECT_EQ(last_status(machine_check::banks_of(255, false)), 0x47du);
}

TEST(MachineCheckBanks, OfScalableMcaAreElsewhere) {
    const auto b = machine_check::banks_of(64, true);
    EXPECT_EQ(b.count, 64u);
    EXPECT_EQ(b.first_status, 0xc0002001u);
    EXPECT_EQ(last_status(b), 0xc00023f1u);
}

TEST(MachineCheckBanks, NoneIsNone) { EXPECT_EQ(machine_check::banks_of(0, false).count, 0u); }

} // namespace
