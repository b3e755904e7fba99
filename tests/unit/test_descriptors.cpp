#include <gtest/gtest.h>

#include <array>
#include <bit>

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

// A CPU that leaves long mode on it finds the same vectors there, where 8 bytes are a gate (SDM vol. 3, "Protected-Mode
// ... Interrupts").
TEST(Descriptors, AnIdtOfBothModesHasBothWhereEachModeLooks) {
    static_assert(IdtOfBothModes::can_have(2, 18));
    static_assert(!IdtOfBothModes::can_have(2, 4) && !IdtOfBothModes::can_have(2, 5) &&
                  !IdtOfBothModes::can_have(1, 2));
    const Gate64 nmi64(0x1234567, 1), mc64(0x2345678, 2);
    const Gate32 nmi32(0x7654321), mc32(0x8765432);
    IdtOfBothModes idt;
    idt.set(2, nmi64, nmi32);
    idt.set(18, mc64, mc32);
    const auto words = std::bit_cast<std::array<uint64_t, 64>>(idt);
    EXPECT_EQ(words[2], nmi32.value);
    EXPECT_EQ(words[18], mc32.value);
    EXPECT_EQ(words[4], nmi64.low);
    EXPECT_EQ(words[5], nmi64.high);
    EXPECT_EQ(words[36], mc64.low);
    EXPECT_EQ(words[37], mc64.high);
}

} // namespace
