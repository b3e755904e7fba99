#include <gtest/gtest.h>

#include "kernel/memory/memory_map.hpp"

namespace {

constexpr uint64_t mib = 1u << 20;

MemoryMap map_of(std::initializer_list<std::pair<PhysRange, MemoryType>> entries) {
    MemoryMap map;
    for (const auto& [range, type] : entries) EXPECT_TRUE(map.add(range, type));
    return map;
}

TEST(FreeMemory, IsWhatIsAvailableInWholePages) {
    const FreeMemory free(map_of({{{{100}, 3 * page_size}, MemoryType::Available}}));
    ASSERT_EQ(free.ranges().size(), 1u);
    EXPECT_EQ(free.ranges()[0], (PhysRange{{page_size}, 2 * page_size}));
}

TEST(FreeMemory, WhatAnyEntryReservesIsNotFree) {
    const FreeMemory free(map_of({{{{0}, 16 * mib}, MemoryType::Available}, {{{mib}, mib}, MemoryType::Reserved}}));
    EXPECT_EQ(free.bytes(), 15 * mib);
}

TEST(FreeMemory, OverlappingEntriesAreNotHandedOutTwice) {
    FreeMemory free(map_of({{{{0}, 4 * mib}, MemoryType::Available}, {{{2 * mib}, 4 * mib}, MemoryType::Available}}));
    EXPECT_EQ(free.bytes(), 6 * mib);
    const auto all = free.take(6 * mib, page_size, {0}, {64 * mib});
    ASSERT_TRUE(all);
    EXPECT_FALSE(free.take(page_size, page_size, {0}, {64 * mib}));
}

TEST(FreeMemory, TakeRespectsAlignmentAndBounds) {
    FreeMemory free(map_of({{{{mib + page_size}, 8 * mib}, MemoryType::Available}}));
    const auto slot = free.take(2 * mib, 2 * mib, {0}, {64 * mib});
    ASSERT_TRUE(slot);
    EXPECT_EQ(slot->base.value, 2 * mib);
    EXPECT_FALSE(free.take(4 * mib, 2 * mib, {0}, {7 * mib}));
    EXPECT_FALSE(free.take(page_size, page_size, {32 * mib}, {64 * mib}));
}

TEST(FreeMemory, TheHighestEndsAtTheLimit) {
    FreeMemory free(map_of({{{{0}, 640 << 10}, MemoryType::Available}, {{{mib}, mib}, MemoryType::Available}}));
    const auto page = free.take_highest(page_size, {page_size}, {0xa0000});
    ASSERT_TRUE(page);
    EXPECT_EQ(page->base.value, 0x9f000u);
    EXPECT_FALSE(free.take_highest(2 * mib, {0}, {64 * mib}));
}

TEST(FreeMemory, ReservingWhatIsNotThereChangesNothing) {
    FreeMemory free(map_of({{{{mib}, mib}, MemoryType::Available}}));
    free.reserve({{8 * mib}, mib});
    free.reserve({{0}, mib});
    EXPECT_EQ(free.bytes(), mib);
    free.reserve({{mib + 1}, 1}); // one byte costs its page
    EXPECT_EQ(free.bytes(), mib - page_size);
}

TEST(MemoryMap, TopIsAtLeastFourGiB) {
    EXPECT_EQ(map_of({{{{0}, mib}, MemoryType::Available}}).top().value, uint64_t{4} << 30);
    EXPECT_EQ(map_of({{{{uint64_t{4} << 30}, mib}, MemoryType::Available}}).top().value, (uint64_t{4} << 30) + mib);
}

TEST(MemoryMap, DigestTellsMapsApart) {
    const auto a = map_of({{{{0}, mib}, MemoryType::Available}});
    EXPECT_EQ(a.digest(), map_of({{{{0}, mib}, MemoryType::Available}}).digest());
    EXPECT_NE(a.digest(), map_of({{{{0}, mib}, MemoryType::Reserved}}).digest());
    EXPECT_NE(a.digest(), map_of({{{{0}, mib + 1}, MemoryType::Available}}).digest());
}

TEST(MemoryMap, AFullMapRefusesMore) {
    MemoryMap map;
    for (uint64_t i = 0; i < 256; i++) ASSERT_TRUE(map.add({{i * mib}, page_size}, MemoryType::Available));
    EXPECT_FALSE(map.add({{1000 * mib}, page_size}, MemoryType::Available));
    EXPECT_EQ(FreeMemory(map).bytes(), 256 * page_size);
}

TEST(MemoryMap, CoversWhatAnyKindOfEntryHolds) {
    MemoryMap map;
    map.add({{0x100000}, 0x100000}, MemoryType::Available);
    map.add({{0x200000}, 0x1000}, MemoryType::AcpiReclaimable);
    map.add({{0x201000}, 0x1000}, MemoryType::Bad);
    EXPECT_TRUE(map.covers({{0x1ff000}, 0x2000}));
    EXPECT_FALSE(map.covers({{0x1ff000}, 0x2001}));
    EXPECT_FALSE(map.covers({{0xd0000000}, 36}));
    EXPECT_TRUE(map.covers({{0xe0000}, 0x20000})); // firmware's own, listed or not
}

} // namespace
