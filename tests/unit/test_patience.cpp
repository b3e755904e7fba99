#include <gtest/gtest.h>

#include "kernel/cpu/patience.hpp"

namespace {

// Looks every `step` ticks until it is over, or `most` times.
uint64_t looks_until_over(uint64_t limit, uint64_t step, uint64_t most) {
    Patience patience({limit}, {1000});
    for (uint64_t n = 1; n <= most; n++) {
        if (patience.is_over({1000 + n * step})) return n;
    }
    return most + 1;
}

TEST(Patience, EndsWhenTheLimitHasPassed) {
    EXPECT_EQ(looks_until_over(64'000, 10, 10'000), 6'400u);
    EXPECT_EQ(looks_until_over(64'000, 1, 100'000), 64'000u);
}

TEST(Patience, TimeInWhichNobodyLookedCountsLittle) {
    Patience patience({64'000}, {0});
    EXPECT_FALSE(patience.is_over({10}));
    EXPECT_FALSE(patience.is_over({1'000'000'000})); // the host stopped the machine
    uint64_t at = 1'000'000'000, looks = 0;
    while (!patience.is_over({at += 10})) looks++;
    EXPECT_GT(looks, 6'000u);
}

TEST(Patience, EndsHoweverRarelyItLooks) {
    EXPECT_LE(looks_until_over(64'000, 1'000'000'000, 1'000), Patience::least_looks);
    EXPECT_EQ(looks_until_over(1, 1'000, 10), 1u);
    EXPECT_EQ(looks_until_over(0, 0, 10), 1u);
}

} // namespace
