#include <gtest/gtest.h>

#include "boot/placement.hpp"

namespace {

constexpr uint64_t mib = 1u << 20;

MemoryMap pc(uint64_t mib_of_memory) {
    MemoryMap map;
    map.add({{0}, 0x9fc00}, MemoryType::Available);
    map.add({{0x9fc00}, 0x60400}, MemoryType::Reserved);
    map.add({{mib}, (mib_of_memory - 1) * mib}, MemoryType::Available);
    return map;
}

std::vector<PhysRange> all_of(const Placement& p) {
    std::vector<PhysRange> all = {p.pristine, p.slots[0], p.slots[1], p.safe, p.store};
    for (const PhysAddr t : p.trampolines) all.push_back({t, page_size});
    for (uint32_t i = 0; i < p.witness_count; i++) all.push_back(p.witness[i]);
    return all;
}

PlacementSizes sizes(size_t cpus, uint64_t witness) { return {{{2 * mib}, 100'000}, 200'000, cpus, witness}; }

TEST(Placement, NothingOverlapsAndEverythingIsMemory) {
    for (const size_t cpus : {1u, 8u, 254u, 4096u}) {
        const MemoryMap map = pc(1024);
        PlacementFailure failure;
        const auto p = place(map, sizes(cpus, 64 * mib), failure);
        ASSERT_TRUE(p) << cpus;
        const auto all = all_of(*p);
        for (size_t i = 0; i < all.size(); i++) {
            EXPECT_TRUE(map.is_available(all[i])) << i;
            EXPECT_FALSE(all[i].overlaps({default_smbase, default_smram_size})) << i;
            EXPECT_FALSE(all[i].overlaps({{0}, page_size})) << i;
            for (size_t j = 0; j < i; j++) EXPECT_FALSE(all[i].overlaps(all[j])) << i << " " << j;
        }
        for (const PhysRange slot : p->slots) EXPECT_EQ(slot.base.value % large_page_size, 0u);
    }
}

TEST(Placement, WitnessPagesAreAsManyAsAskedFor) {
    PlacementFailure failure;
    const auto p = place(pc(512), sizes(8, 16 * mib), failure);
    ASSERT_TRUE(p);
    uint64_t bytes = 0;
    for (uint32_t i = 0; i < p->witness_count; i++) bytes += p->witness[i].size;
    EXPECT_EQ(bytes, 16 * mib);
}

TEST(Placement, WhatTheLoaderBroughtAlongIsLeftAlone) {
    PlacementSizes with_module = sizes(8, 16 * mib);
    with_module.module = {{500 * mib}, 12 * mib}; // at the end of memory, where QEMU puts it
    PlacementFailure failure;
    const auto p = place(pc(512), with_module, failure);
    ASSERT_TRUE(p);
    for (const PhysRange r : all_of(*p)) EXPECT_FALSE(r.overlaps(with_module.module));
}

TEST(Placement, TooLittleMemorySaysHowMuch) {
    PlacementFailure failure;
    EXPECT_FALSE(place(pc(16), sizes(8, 16 * mib), failure));
    EXPECT_GT(failure.wanted, 32 * mib);
    EXPECT_LT(failure.available, 16 * mib);
}

TEST(Placement, AMapThatNamesItsMemoryTwiceIsPlacedAllTheSame) {
    MemoryMap twice = pc(512);
    twice.add({{mib}, 511 * mib}, MemoryType::Available);
    PlacementFailure failure;
    EXPECT_TRUE(place(twice, sizes(8, 16 * mib), failure));
}

TEST(Placement, CrumbsDoNotKeepWitnessPagesFromTheLargePiece) {
    MemoryMap map = pc(512);
    for (uint64_t i = 0; i < 100; i++) map.add({{mib + 2 * i * page_size}, page_size}, MemoryType::Reserved);
    PlacementFailure failure;
    EXPECT_TRUE(place(map, sizes(8, 16 * mib), failure));
}

TEST(Placement, NoLowPageIsNotTooLittleMemory) {
    MemoryMap map;
    map.add({{0}, 0xa0000}, MemoryType::Reserved);
    map.add({{mib}, 511 * mib}, MemoryType::Available);
    PlacementFailure failure;
    EXPECT_FALSE(place(map, sizes(8, 16 * mib), failure));
    EXPECT_TRUE(failure.no_low_page);
    EXPECT_FALSE(place(pc(16), sizes(8, 64 * mib), failure));
    EXPECT_FALSE(failure.no_low_page);
}

TEST(Placement, CpusStartNeitherAtTheVectorsNorWhereAnEarlyNmiIsPushed) {
    MemoryMap map;
    map.add({{0}, 0x11000}, MemoryType::Available);
    map.add({{mib}, 511 * mib}, MemoryType::Available);
    PlacementFailure failure;
    const auto p = place(map, sizes(8, 16 * mib), failure);
    ASSERT_TRUE(p);
    EXPECT_EQ(p->trampolines[0].value, 0x10000u);
    EXPECT_EQ(p->trampolines[1].value, 0xe000u);
}

} // namespace
