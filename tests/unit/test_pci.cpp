#include <gtest/gtest.h>

#include "bytes.hpp"
#include "kernel/device/pci.hpp"

namespace {

TEST(Mcfg, TheFirstAllocationOfSegmentZero) {
    ByteBuilder b;
    b.zeros(44);
    b.add<uint64_t>(0xc0000000).add<uint16_t>(1).add<uint8_t>(0).add<uint8_t>(255).zeros(4);
    b.add<uint64_t>(0xb0000000).add<uint16_t>(0).add<uint8_t>(0).add<uint8_t>(63).zeros(4);
    const auto e = pci::parse_mcfg(b.view());
    ASSERT_TRUE(e);
    EXPECT_EQ(e->base.value, 0xb0000000u);
    EXPECT_EQ(e->last_bus, 63);
    EXPECT_FALSE(pci::parse_mcfg(b.view().first(59)));
    EXPECT_FALSE(pci::parse_mcfg({}));
}

TEST(PciBar, WideNarrowAndNone) {
    const auto wide = pci::decode_bar(0x00000004, 0x8, 0xffffc004, 0xffffffff);
    ASSERT_TRUE(wide);
    EXPECT_EQ(wide->address.value, 0x800000000u);
    EXPECT_EQ(wide->size, 0x4000u);
    const auto narrow = pci::decode_bar(0xfebf0000, 0x1234, 0xffff0000, 0x1234);
    ASSERT_TRUE(narrow);
    EXPECT_EQ(narrow->address.value, 0xfebf0000u);
    EXPECT_EQ(narrow->size, 0x10000u);
    EXPECT_FALSE(pci::decode_bar(0xc001, 0, 0xffffff01, 0));
    EXPECT_FALSE(pci::decode_bar(0, 0, 0, 0));
}

} // namespace
