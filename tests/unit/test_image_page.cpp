// One page of an image against what the store has: what counts, and what is not looked at.
#include "hibernate/image/image_page.hpp"

#include <gtest/gtest.h>

#include <array>

namespace {

constexpr PhysAddr address{0x400000};
constexpr PhysRange nothing{{0}, 0};

struct Pages {
    std::array<uint64_t, ImagePage::words> now{}, stored{};
    ImagePage page(PhysRange unused = nothing) const { return {address, now.data(), stored.data(), unused}; }
};

TEST(ImagePage, EveryBitCounts) {
    Pages p;
    EXPECT_TRUE(p.page().is_as_stored());
    for (size_t bit = 0; bit < 8 * page_size; bit += 97) {
        p.now[bit / 64] ^= uint64_t{1} << bit % 64;
        EXPECT_FALSE(p.page().is_as_stored()) << bit;
        EXPECT_EQ(p.page().difference().byte, address + bit / 8);
        EXPECT_EQ(p.page().difference().expected, 0u);
        EXPECT_EQ(p.page().difference().found, uint64_t{1} << bit % 64);
        p.now[bit / 64] = 0;
    }
}

TEST(ImagePage, AccessedAndDirtyBitsAreTheCpusOwn) {
    Pages p;
    p.now[3] = ImagePage::accessed_and_dirty;
    EXPECT_FALSE(p.page().is_as_stored());
    EXPECT_TRUE(p.page().is_as_stored(ImagePage::accessed_and_dirty));
    p.now[511] = 1;
    EXPECT_FALSE(p.page().is_as_stored(ImagePage::accessed_and_dirty));
}

TEST(ImagePage, TheUnusedStackIsNotLookedAt) {
    Pages p;
    const PhysRange first_half{address + (0 - page_size), page_size + page_size / 2}, last{address + 4088, 8};
    p.now[255] = 1;
    EXPECT_TRUE(p.page(first_half).is_as_stored());
    p.now[256] = 1;
    EXPECT_FALSE(p.page(first_half).is_as_stored());
    EXPECT_EQ(p.page(first_half).difference().byte, address + 2048);
    p.now = {};
    p.now[511] = 1;
    EXPECT_TRUE(p.page(last).is_as_stored());
    EXPECT_FALSE(p.page({address + page_size, page_size}).is_as_stored());
    EXPECT_TRUE(p.page({address, page_size}).is_as_stored());
}

TEST(ImagePage, HashSeesWhatIsLookedAt) {
    Pages p;
    const PhysRange first_half{address, page_size / 2};
    const uint64_t whole = p.page().hash_now(), half = p.page(first_half).hash_now();
    p.now[0] = 1;
    EXPECT_NE(p.page().hash_now(), whole);
    EXPECT_EQ(p.page(first_half).hash_now(), half);
    p.now[511] = 1;
    EXPECT_NE(p.page(first_half).hash_now(), half);
}

} // namespace
