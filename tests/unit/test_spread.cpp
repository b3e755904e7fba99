#include <gtest/gtest.h>

#include <vector>

#include "kernel/report/phases.hpp"

namespace {

Spread of(std::vector<uint64_t> values) { return spread_of(values); }

TEST(Spread, OfNothingIsNothing) { EXPECT_EQ(of({}).count, 0u); }

TEST(Spread, SortsWhatItIsGiven) {
    const Spread s = of({9, 1, 5});
    EXPECT_EQ(s.min, 1u);
    EXPECT_EQ(s.median, 5u);
    EXPECT_EQ(s.max, 9u);
    EXPECT_EQ(s.count, 3u);
}

TEST(Spread, TheMedianOfAnEvenNumberIsTheLower) {
    EXPECT_EQ(of({4, 3, 2, 1}).median, 2u);
    EXPECT_EQ(of({7}).median, 7u);
}

TEST(PlainSpeed, WhatTookNoTimeHasNoSpeed) {
    EXPECT_EQ((PlainSpeed{4096, 0}.mb_s()), 0u);
    EXPECT_EQ((PlainSpeed{4096, 2}.mb_s()), 2048u);
}

} // namespace
