#include <gtest/gtest.h>

#include "boot/linux_memory.hpp"

namespace {

constexpr uint64_t mib = 1u << 20;

TEST(LinuxMemory, IsAllButOurOwn) {
    MemoryMap map;
    map.add({{0}, 0xa0000}, MemoryType::Available);
    map.add({{mib}, 31 * mib}, MemoryType::Available);
    map.add({{24 * mib}, mib}, MemoryType::AcpiNvs); // overlaps: not available
    Placement p{};
    p.slots[b_slot] = {{4 * mib}, 2 * mib};
    p.slots[1] = {{6 * mib}, 2 * mib}; // nobody's: there is no life A of ours
    p.safe = {{mib}, 64 * page_size};
    p.trampolines[0] = {0x9e000};
    const FreeMemory rest = memory_of_linux(map, p);
    uint64_t own = 0;
    for (const OwnRange& o : own_memory(p)) {
        own += o.range.size;
        for (const PhysRange r : rest.ranges()) EXPECT_FALSE(r.overlaps(o.range)) << o.what;
    }
    EXPECT_EQ(rest.bytes(), 0xa0000 + 30 * mib - own);
    const auto in_rest = [&](PhysAddr a) {
        return std::any_of(rest.ranges().begin(), rest.ranges().end(), [&](PhysRange r) { return r.contains(a); });
    };
    EXPECT_TRUE(in_rest({6 * mib}));
    EXPECT_TRUE(in_rest({0x1000}));
    EXPECT_FALSE(in_rest({24 * mib}));
    EXPECT_FALSE(in_rest(initial_stack_page));
    EXPECT_FALSE(in_rest(default_smbase));
}

} // namespace
