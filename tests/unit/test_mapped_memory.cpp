#include <gtest/gtest.h>

#include <set>

#include "kernel/memory/mapped_memory.hpp"

namespace {

constexpr uint64_t kib = 1u << 10, mib = 1u << 20, gib = 1u << 30;
using enum MemoryType;

MemoryMap map_of(std::initializer_list<std::pair<PhysRange, MemoryType>> entries) {
    MemoryMap map;
    for (const auto& [range, type] : entries) EXPECT_TRUE(map.add(range, type));
    return map;
}

bool contains(std::span<const PhysRange> ranges, uint64_t address) {
    for (const PhysRange r : ranges) {
        if (r.contains({address})) return true;
    }
    return false;
}

// QEMU's q35 with 6 GiB: memory ends at 2 GiB and goes on at 4 GiB, and SeaBIOS leaves its tables in what it reserves.
MemoryMap q35() {
    return map_of({{{{4 * gib}, 4 * gib}, Available}, // out of order: nobody promises one
                   {{{0}, 0x9fc00}, Available},
                   {{{0x9fc00}, kib}, Reserved},
                   {{{0xf0000}, 64 * kib}, Reserved},
                   {{{mib}, 0x7ffdf000 - mib}, Available},
                   {{{0x7ffdf000}, 0x21000}, Reserved},
                   {{{0xb0000000}, 256 * mib}, Reserved},
                   {{{0xfd00000000}, 12 * gib}, Reserved}});
}

TEST(MappedMemory, HolesAreNotMapped) {
    const MappedMemory m(q35());
    for (const uint64_t hole :
         {2 * gib, uint64_t{0xa0000000}, uint64_t{0xfebc0000}, uint64_t{0xfee01000}, 8 * gib, uint64_t{0xfd00000000}}) {
        EXPECT_FALSE(contains(m.cached(), hole)) << std::hex << hole;
        EXPECT_FALSE(contains(m.uncached(), hole)) << std::hex << hole;
    }
}

TEST(MappedMemory, MemoryIsCachedAndNothingElseIs) {
    const MappedMemory m(q35());
    const std::vector<PhysRange> expected = {{{0}, 0x9f000}, {{mib}, 0x7ffdf000 - mib}, {{4 * gib}, 4 * gib}};
    EXPECT_EQ(std::vector(m.cached().begin(), m.cached().end()), expected);
}

TEST(MappedMemory, WhatIsLookedAtButIsNotMemoryIsUncached) {
    const MappedMemory m(q35());
    const std::vector<PhysRange> expected = {
        {{0x9f000}, mib - 0x9f000}, {{0x7ffdf000}, 0x21000}, {{0xb0000000}, 256 * mib}, local_apic_page};
    EXPECT_EQ(std::vector(m.uncached().begin(), m.uncached().end()), expected);
}

TEST(MappedMemory, AcpiTablesInMemoryOfTheirOwnAreCached) {
    const MappedMemory m(map_of({{{{mib}, mib}, Available},
                                 {{{2 * mib + 0x123}, 2 * page_size}, AcpiReclaimable}, // touches three pages
                                 {{{8 * mib}, page_size}, AcpiNvs}}));
    const std::vector<PhysRange> expected = {{{mib}, mib + 3 * page_size}, {{8 * mib}, page_size}};
    EXPECT_EQ(std::vector(m.cached().begin(), m.cached().end()), expected);
}

TEST(MappedMemory, APageThatIsPartlySomethingElseIsNotCached) {
    const MappedMemory m(map_of({{{{mib}, 16 * mib}, Available},
                                 {{{4 * mib + 8}, 16}, Reserved},
                                 {{{8 * mib + 8}, 16}, Bad},
                                 {{{8 * mib}, mib}, Reserved}}));
    EXPECT_FALSE(contains(m.cached(), 4 * mib));
    EXPECT_TRUE(contains(m.uncached(), 4 * mib));
    EXPECT_TRUE(contains(m.cached(), 4 * mib + page_size));
    EXPECT_FALSE(contains(m.cached(), 8 * mib) || contains(m.uncached(), 8 * mib)); // bad memory is not looked at
    EXPECT_TRUE(contains(m.uncached(), 8 * mib + page_size));
}

TEST(MappedMemory, TheFirstMegabyteIsThereWhateverTheMapSays) {
    const MappedMemory m(map_of({{{{mib}, mib}, Available}}));
    EXPECT_EQ(m.uncached()[0], (PhysRange{{0}, mib}));
}

TEST(MappedMemory, MemoryThatTwoEntriesNameIsMappedOnce) {
    const MappedMemory m(map_of({{{{2 * gib}, 2 * gib + gib}, Available}, {{{3 * gib}, 4 * gib}, Available}}));
    uint64_t all = total_size(m.cached());
    EXPECT_EQ(all, 5 * gib - page_size); // less the local APIC
    for (const PhysRange u : m.uncached()) {
        for (const PhysRange c : m.cached()) EXPECT_FALSE(u.overlaps(c));
    }
}

// The tables that PageTables::map() makes for these ranges without 1 GiB pages, one by one.
uint64_t tables_made(const MappedMemory& m) {
    std::set<std::pair<uint64_t, uint64_t>> tables;
    const auto add = [&](PhysRange r) {
        for (uint64_t at = r.base.value; at < r.end().value;) {
            const bool large = at % large_page_size == 0 && r.end().value - at >= large_page_size;
            tables.insert({512 * gib, at / (512 * gib)});
            tables.insert({gib, at / gib});
            if (!large) tables.insert({large_page_size, at / large_page_size});
            at += large ? large_page_size : page_size;
        }
    };
    for (const PhysRange r : m.cached()) add(r);
    for (const PhysRange r : m.uncached()) add(r);
    return 1 + tables.size();
}

TEST(MappedMemory, TheTablesFitIntoWhatIsSetAsideForThem) {
    MemoryMap crumbs = q35(); // as many entries as a map can hold, none on the boundary of a large page
    for (uint64_t i = 0; i < 240; i++)
        ASSERT_TRUE(crumbs.add({{mib + i * 3 * mib}, page_size + i * 0x800}, i % 2 ? Reserved : AcpiNvs));
    const MemoryMap maps[] = {q35(), crumbs, map_of({{{{0}, 1024 * gib}, Available}}),
                              map_of({{{{gib}, mib}, Available}})};
    for (const MemoryMap& map : maps) {
        const MappedMemory m(map);
        EXPECT_GE(m.table_bytes(), tables_made(m) * page_size);
        EXPECT_LE(m.table_bytes(), (tables_made(m) + 8) * page_size + m.uncached().size() * 2 * page_size);
    }
}

} // namespace
