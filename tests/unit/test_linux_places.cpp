#include <gtest/gtest.h>

#include "boot/linux_places.hpp"
#include "bzimage.hpp"

namespace {

constexpr uint64_t mib = 1u << 20;

struct Pc {
    MemoryMap map;
    Placement own{};
    PhysRange archive{{120 * mib}, 8 * mib};
    Pc() {
        map.add({{0}, 0x9fc00}, MemoryType::Available);
        map.add({{mib}, 127 * mib}, MemoryType::Available);
        own.slots[b_slot] = {{4 * mib}, 2 * mib};
        own.safe = {{mib}, 64 * page_size};
        own.trampolines[0] = {0x9e000};
    }
    auto placed(const linux_boot::SetupHeader& header) const {
        return place_linux(map, own, archive, header, 3 * page_size);
    }
};

TEST(LinuxPlaces, NothingLiesOverAnythingElse) {
    const Pc pc;
    const auto at = pc.placed(good_header(5 * mib));
    ASSERT_TRUE(at);
    EXPECT_EQ(at->kernel, (PhysRange{{16 * mib}, 32 * mib})) << "where it prefers to be";
    EXPECT_GE(at->staged.size, 5 * mib);
    const PhysRange all[] = {at->archive, at->staged, at->kernel, at->papers, pc.own.slots[b_slot], pc.own.safe};
    for (size_t i = 0; i < std::size(all); i++) {
        EXPECT_TRUE(pc.map.is_available(all[i])) << i;
        for (size_t j = 0; j < i; j++) EXPECT_FALSE(all[i].overlaps(all[j])) << i << " " << j;
    }
}

TEST(LinuxPlaces, AKernelWhoseOwnPlaceIsTakenGoesElsewhere) {
    Pc pc;
    pc.own.slots[b_slot] = {{20 * mib}, 2 * mib};
    const auto at = pc.placed(good_header(5 * mib));
    ASSERT_TRUE(at);
    EXPECT_EQ(at->kernel.base.value, 22 * mib);
}

TEST(LinuxPlaces, WithoutRoomThereIsNoStory) {
    Pc pc;
    auto header = good_header(5 * mib);
    header.init_size = 120 * mib;
    EXPECT_FALSE(pc.placed(header));
    pc.archive = {{127 * mib}, 2 * mib}; // beyond the end of memory
    EXPECT_FALSE(pc.placed(good_header(5 * mib)));
    pc.archive = {};
    EXPECT_FALSE(pc.placed(good_header(5 * mib)));
}

TEST(LinuxPlaces, AllTheRestIsPoisonedTheKernelsPlaceIncluded) {
    const Pc pc;
    const auto at = pc.placed(good_header(5 * mib));
    ASSERT_TRUE(at);
    const FreeMemory poisoned = memory_to_poison(pc.map, pc.own, *at);
    const uint64_t rest = memory_of_linux(pc.map, pc.own).bytes();
    EXPECT_EQ(poisoned.bytes(), rest - at->archive.size - at->staged.size - at->papers.size);
    for (const PhysRange r : poisoned.ranges()) {
        for (const PhysRange kept : {at->archive, at->staged, at->papers}) EXPECT_FALSE(r.overlaps(kept));
    }
}

} // namespace
