#include <cstring>

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

TEST(Witness, ADifferenceIsShownByItsBytes) {
    uint64_t page[witness::words];
    const PhysAddr at{8 * mib};
    witness::fill_page(page, at, 77);
    memcpy(reinterpret_cast<char*>(page) + 19, "DMA", 3); // a device's three bytes
    memcpy(reinterpret_cast<char*>(page) + 100, "x", 1);
    const witness::Difference d = witness::difference_in(page, at, 77);
    EXPECT_EQ(d.first_byte, at + 19);
    EXPECT_EQ(d.last_byte, at + 100);
    EXPECT_EQ(d.expected, at.value + 16);
    EXPECT_EQ(d.found, page[2]);
    page[0] ^= 77;
    EXPECT_EQ(witness::difference_in(page, at, 77).first_byte, at) << "the first word has the nonce";
    EXPECT_EQ(witness::difference_in(page, at, 77).expected, at.value ^ 77);
}

} // namespace
