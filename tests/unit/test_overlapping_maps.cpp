// Memory maps as firmware really writes them: entries overlap, touch, repeat, and reach for the end of the address
// space.
#include <gtest/gtest.h>

#include <random>

#include "boot/placement.hpp"
#include "kernel/memory/layout.hpp"

namespace {

constexpr uint64_t mib = 1u << 20;
constexpr uint64_t last = ~uint64_t{0};

MemoryMap available(std::initializer_list<PhysRange> ranges) {
    MemoryMap map;
    for (const PhysRange r : ranges) EXPECT_TRUE(map.add(r, MemoryType::Available));
    return map;
}

TEST(OverlappingMaps, AnEntryOverSeveralOthersIsNotHandedOutTwice) {
    const FreeMemory free(available({{{0}, mib}, {{2 * mib}, mib}, {{mib / 2}, 4 * mib}}));
    ASSERT_EQ(free.ranges().size(), 1u);
    EXPECT_EQ(free.ranges()[0], (PhysRange{{0}, 4 * mib + mib / 2}));
}

TEST(OverlappingMaps, AnEntryThatIsThereTwiceLeavesNoEmptyRange) {
    const FreeMemory free(available({{{mib}, mib}, {{mib}, mib}}));
    ASSERT_EQ(free.ranges().size(), 1u);
    EXPECT_EQ(free.bytes(), mib);
}

TEST(OverlappingMaps, AnEntryAroundAnotherLosesNothing) {
    EXPECT_EQ(FreeMemory(available({{{2 * mib}, mib}, {{mib}, 4 * mib}})).bytes(), 4 * mib);
}

TEST(OverlappingMaps, EntriesThatTouchAreOne) {
    FreeMemory free(available({{{2 * mib}, mib}, {{mib}, mib}}));
    EXPECT_TRUE(free.take(2 * mib, page_size, {0}, {64 * mib}));
}

TEST(OverlappingMaps, ARangeAcrossEntriesIsAvailable) {
    auto map = available({{{mib}, mib}, {{2 * mib}, mib}, {{mib}, mib / 2}});
    EXPECT_TRUE(map.is_available({{mib + 1}, 2 * mib - 1}));
    EXPECT_FALSE(map.is_available({{mib + 1}, 2 * mib}));
    EXPECT_TRUE(map.add({{2 * mib}, 1}, MemoryType::AcpiNvs));
    EXPECT_FALSE(map.is_available({{mib}, 2 * mib}));
}

TEST(OverlappingMaps, ARangeThatWrapsAroundIsRefusedWhateverItsType) {
    MemoryMap map;
    EXPECT_FALSE(map.add({{last - 10}, 12}, MemoryType::Available));
    EXPECT_FALSE(map.add({{mib}, last}, MemoryType::Reserved));
}

TEST(OverlappingMaps, ARangeUpToTheEndOfTheAddressSpaceIsNoError) {
    auto map = available({{{0}, mib}});
    EXPECT_TRUE(map.add({{last - 10}, 11}, MemoryType::Reserved));
    EXPECT_TRUE(map.add({{2 * mib}, 0}, MemoryType::Reserved));
    EXPECT_EQ(map.entries().size(), 1u);
}

TEST(OverlappingMaps, MemoryThatTheDirectMapDoesNotReachIsLeftAlone) {
    const auto map = available({{{mib}, 2 * direct_map_size}, {{direct_map_size}, mib}});
    EXPECT_EQ(map.top().value, direct_map_size);
    EXPECT_EQ(map.entries().size(), 1u);
}

TEST(OverlappingMaps, ReservingNothingIsNothing) {
    FreeMemory free(available({{{0}, 4 * mib}}));
    free.reserve({{mib}, 0});
    EXPECT_EQ(free.bytes(), 4 * mib);
}

// Page by page, against the definition.
TEST(OverlappingMaps, AThousandRandomOnesAreUnderstood) {
    std::mt19937 random(1);
    for (int round = 0; round < 1000; round++) {
        MemoryMap map;
        for (int i = 0; i < 8; i++)
            map.add({{random() % 32 * page_size}, random() % 12 * page_size},
                    random() % 3 == 0 ? MemoryType::Reserved : MemoryType::Available);
        const FreeMemory free(map);
        for (uint64_t page = 0; page < 64 * page_size; page += page_size) {
            const auto has = [&](const PhysRange r) { return r.contains({page}); };
            const auto owners = std::count_if(free.ranges().begin(), free.ranges().end(), has);
            ASSERT_EQ(owners, map.is_available({{page}, page_size}) ? 1 : 0) << "round " << round << " page " << page;
        }
    }
}

} // namespace
