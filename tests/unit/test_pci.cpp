#include <gtest/gtest.h>

#include <array>

#include "bytes.hpp"
#include "kernel/device/pci.hpp"

namespace {

TEST(Mcfg, EverySegmentInTheTablesOrder) {
    ByteBuilder b;
    b.zeros(44);
    b.add<uint64_t>(0xc0000000).add<uint16_t>(1).add<uint8_t>(8).add<uint8_t>(255).zeros(4);
    b.add<uint64_t>(0xb0000000).add<uint16_t>(0).add<uint8_t>(0).add<uint8_t>(63).zeros(4);
    b.add<uint64_t>(0xb0000001).add<uint16_t>(2).add<uint8_t>(0).add<uint8_t>(63).zeros(4); // not aligned
    b.add<uint64_t>(0xd0000000).add<uint16_t>(3).add<uint8_t>(9).add<uint8_t>(8).zeros(4);  // ends before it begins
    std::array<pci::Ecam, 4> room;
    const auto found = pci::parse_mcfg(b.view(), room);
    ASSERT_EQ(found.size(), 2u);
    EXPECT_EQ(found[0].segment, 1);
    EXPECT_EQ(found[0].first_bus, 8);
    EXPECT_EQ(found[1].base.value, 0xb0000000u);
    EXPECT_EQ(found[1].last_bus, 63);
    EXPECT_EQ(pci::parse_mcfg(b.view(), std::span(room).first(1)).size(), 1u);
    EXPECT_TRUE(pci::parse_mcfg(b.view().first(59), room).empty());
    EXPECT_TRUE(pci::parse_mcfg({}, room).empty());
}

TEST(PciBar, WideNarrowAndNone) {
    EXPECT_EQ(pci::decode_bar(0x00000004, 0x8)->value, 0x800000000u);
    EXPECT_EQ(pci::decode_bar(0xfebf0000, 0x1234)->value, 0xfebf0000u);
    EXPECT_FALSE(pci::decode_bar(0xc001, 0));
    EXPECT_FALSE(pci::decode_bar(0, 0));
    EXPECT_FALSE(pci::decode_bar(4, 0));
}

} // namespace
