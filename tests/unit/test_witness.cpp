#include <gtest/gtest.h>

#include "hibernate/image/witness.hpp"

namespace {

constexpr uint64_t mib = 1u << 20;

TEST(Witness, EveryWordCounts) {
    uint64_t page[witness::words];
    witness::fill_page(page, {8 * mib}, 77);
    EXPECT_TRUE(witness::page_is_intact(page, {8 * mib}, 77));
    EXPECT_FALSE(witness::page_is_intact(page, {8 * mib}, 78)) << "an image of another time";
    EXPECT_FALSE(witness::page_is_intact(page, {9 * mib}, 77)) << "a page from elsewhere";
    for (auto& word : page) {
        word ^= 1u << 5;
        EXPECT_FALSE(witness::page_is_intact(page, {8 * mib}, 77));
        word ^= 1u << 5;
    }
}

} // namespace
