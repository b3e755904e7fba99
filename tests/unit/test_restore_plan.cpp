#include <gtest/gtest.h>

#include "hibernate/restore_plan.hpp"
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
    EXPECT_EQ(split_in_half(steps, count), 2u);
    ASSERT_EQ(count, 4u);
    EXPECT_EQ(steps[1], (CopyStep{4 * mib + page_size, 32 * mib + s.extent(1).payload + page_size, page_size}));
    EXPECT_EQ(steps[2], (CopyStep{4 * mib, 32 * mib + s.extent(1).payload, page_size}));
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
    split_in_half(steps, count);
    EXPECT_LE(count, max_restore_steps);
}

} // namespace
