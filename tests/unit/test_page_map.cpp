#include <gtest/gtest.h>

#include "hibernate/disk/page_runs.hpp"

using namespace disk_format;

namespace {

TEST(PageMap, APageOfOneWordIsThatWord) {
    std::array<uint64_t, page_size / 8> page;
    page.fill(7);
    EXPECT_EQ(map_entry_of(page), 7u);
    page[511] = 8;
    EXPECT_EQ(map_entry_of(page), raw_page);
    page.fill(raw_page);
    EXPECT_EQ(map_entry_of(page), raw_page);
}

TEST(PageRuns, StayWithinExtentsAndTransfers) {
    const ImageExtent extents[] = {{0x1000, 3 * page_size, 0x1000, 0}, {0x9000, 2 * page_size, 0x4000, 0}};
    const uint64_t map[] = {0, raw_page, raw_page, raw_page, raw_page};
    std::vector<std::tuple<uint64_t, uint64_t, bool, bool>> seen;
    for (PageRuns runs(extents, map, 1 << 20); !runs.at_end(); runs.next()) {
        const PageRun r = runs.current();
        seen.emplace_back(r.payload, r.pages, r.raw, r.ends_extent);
    }
    EXPECT_EQ(seen, (decltype(seen){{0x1000, 1, false, false}, {0x2000, 2, true, true}, {0x4000, 2, true, true}}));
    size_t count = 0;
    for (PageRuns runs(extents, map, 1); !runs.at_end(); runs.next()) count++;
    EXPECT_EQ(count, 5u);
}

} // namespace
