#include <gtest/gtest.h>

#include "hibernate/image/restore_plan.hpp"
#include "sample_image.hpp"

namespace {

TEST(RestorePlan, GoesDownAndKnowsWhereHalfIs) {
    Sample s;
    CopyStep steps[8];
    size_t count = plan_restore(s.head(), {32 * mib}, skip_none, steps);
    ASSERT_EQ(count, 3u);
    EXPECT_EQ(steps[0].destination, 8 * mib);
    EXPECT_EQ(steps[0].source, 32 * mib + s.extent(2).payload);
    EXPECT_EQ(steps[2].destination, 0x9e000u);
    // 1 + 2 + 1 pages: half is in the middle of the second step, whose upper page is copied first
    const uint64_t half = half_of(std::span(steps).first(count));
    count = split_at(steps, count, half);
    EXPECT_EQ(steps_left_at(std::span(steps).first(count), half), 2u);
    ASSERT_EQ(count, 4u);
    EXPECT_EQ(steps[1], (CopyStep{4 * mib + page_size, 32 * mib + s.extent(1).payload + page_size, page_size}));
    EXPECT_EQ(steps[2], (CopyStep{4 * mib, 32 * mib + s.extent(1).payload, page_size}));
}

TEST(RestorePlan, KnowsWhenAPageIsNext) {
    Sample s;
    CopyStep steps[8];
    size_t count = plan_restore(s.head(), {32 * mib}, skip_none, steps);
    const auto plan = [&] { return std::span(steps).first(count); };
    // Downwards: 8 MiB, then the two pages from 4 MiB, then the trampoline's.
    EXPECT_EQ(bytes_left_before(plan(), {8 * mib}), 4 * page_size);
    EXPECT_EQ(bytes_left_before(plan(), {4 * mib + page_size + 64}), 3 * page_size);
    EXPECT_EQ(bytes_left_before(plan(), {4 * mib + 64}), 2 * page_size);
    EXPECT_EQ(bytes_left_before(plan(), {64 * mib}), std::nullopt);
    EXPECT_EQ(steps_left_at(plan(), 2 * page_size), 0u); // in the middle of a step
    count = split_at(steps, count, 2 * page_size);
    EXPECT_EQ(count, 4u);
    EXPECT_EQ(steps_left_at(plan(), 2 * page_size), 2u);
    EXPECT_EQ(split_at(steps, count, 2 * page_size), 4u); // a step ends there already
    EXPECT_EQ(split_at(steps, count, 4 * page_size), 4u); // before the first
    EXPECT_EQ(steps_left_at(plan(), 4 * page_size), 4u);
}

TEST(RestorePlan, CanLeaveOneOut) {
    Sample s;
    CopyStep steps[8];
    ASSERT_EQ(plan_restore(s.head(), {0}, 2, steps), 2u);
    EXPECT_EQ(steps[0].destination, 4 * mib);
}

TEST(RestorePlan, TheLargestImageStillHasRoomForTheStepThatIsSplit) {
    Sample s(Sample::pages(ImageHeader::max_extents - 1));
    s.extent(0).bytes = 2 * page_size; // 65 pages: half is within a step only if one has several
    CopyStep steps[max_restore_steps];
    size_t count = plan_restore(s.head(), {0}, skip_none, steps);
    count = split_at(steps, count, half_of(std::span(steps).first(count)));
    count = split_at(steps, count, page_size);
    EXPECT_LE(count, max_restore_steps);
}

} // namespace
