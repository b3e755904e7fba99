#include <gtest/gtest.h>

#include "kernel/cpu/descriptors.hpp"

namespace {

TEST(Descriptors, AnAvailableTssAsTheManualDrawsIt) {
    Gdt gdt;
    gdt.set_tss(0x123456789abcdef0, 103);
    EXPECT_EQ(gdt.tss_low, 0x9a0089bcdef00067u); // base 31:24, P=1 type 9, base 23:0, limit
    EXPECT_EQ(gdt.tss_high, 0x12345678u);
}

TEST(Descriptors, GatesAsTheManualDrawsThem) {
    const Gate64 wide(0x1122334455667788, 2);
    EXPECT_EQ(wide.low, 0x55668e0200087788u);
    EXPECT_EQ(wide.high, 0x11223344u);
    EXPECT_EQ(Gate32(0xaabbccdd).value, 0xaabb8e000018ccddu);
}

} // namespace
