#include <gtest/gtest.h>

#include "bytes.hpp"
#include "kernel/device/power.hpp"

using power::Register;
using Space = power::Register::Space;

namespace {

constexpr size_t fadt_size = 276; // ACPI 6.5

ByteBuilder fadt() {
    ByteBuilder b;
    return b.zeros(fadt_size);
}
void put_register(ByteBuilder& b, size_t at, Register r) {
    b.put<uint8_t>(at, static_cast<uint8_t>(r.space)).put<uint64_t>(at + 4, r.address);
}

TEST(Fadt, TheWidePm1RegistersWin) {
    ByteBuilder b = fadt();
    b.put<uint32_t>(64, 0x604).put<uint32_t>(68, 0x704);
    EXPECT_EQ(power::parse_fadt(b.view()).pm1a, (Register{Space::Io, 0x604}));
    EXPECT_EQ(power::parse_fadt(b.view()).pm1b, (Register{Space::Io, 0x704}));
    put_register(b, 172, {Space::Io, 0x1804});
    put_register(b, 184, {Space::Memory, 0xfed00004});
    EXPECT_EQ(power::parse_fadt(b.view()).pm1a, (Register{Space::Io, 0x1804}));
    EXPECT_EQ(power::parse_fadt(b.view()).pm1b, (Register{Space::Memory, 0xfed00004}));
    b.put<uint32_t>(64, 0); // as on machines that have the wide fields only
    EXPECT_EQ(power::parse_fadt(b.view()).pm1a, (Register{Space::Io, 0x1804}));
}

TEST(Fadt, AnOldAndShortOneHasTheNarrowFields) {
    ByteBuilder b = fadt();
    b.put<uint32_t>(64, 0x604);
    const power::Fadt f = power::parse_fadt(b.view().first(116));
    EXPECT_EQ(f.pm1a, (Register{Space::Io, 0x604}));
    EXPECT_FALSE(f.pm1b);
    EXPECT_FALSE(f.reset);
    EXPECT_FALSE(f.sleep_control);
}

TEST(Fadt, ReducedHardwareSleepsByItsOwnRegister) {
    ByteBuilder b = fadt();
    b.put<uint32_t>(112, 1u << 20);
    put_register(b, 244, {Space::Memory, 0xfea00200});
    const power::Fadt f = power::parse_fadt(b.view());
    EXPECT_TRUE(f.is_hardware_reduced);
    EXPECT_EQ(f.sleep_control, (Register{Space::Memory, 0xfea00200}));
    EXPECT_FALSE(f.pm1a);
}

TEST(Fadt, AResetRegisterCountsIfTheFlagSaysSo) {
    ByteBuilder b = fadt();
    put_register(b, 116, {Space::Io, 0xcf9});
    b.put<uint8_t>(128, 0x0f);
    EXPECT_FALSE(power::parse_fadt(b.view()).reset);
    b.put<uint32_t>(112, 1u << 10);
    EXPECT_EQ(power::parse_fadt(b.view()).reset, (Register{Space::Io, 0xcf9}));
    EXPECT_EQ(power::parse_fadt(b.view()).reset_value, 0x0f);
}

TEST(Fadt, WhatCannotBeReachedIsNoRegister) {
    ByteBuilder b = fadt();
    b.put<uint32_t>(112, 1u << 10).put<uint32_t>(64, 0x10604);
    for (const Register r :
         {Register{Space::Io, 0x10cf9}, Register{static_cast<Space>(3), 0x10}, Register{Space::Io, 0}}) {
        put_register(b, 116, r);
        EXPECT_FALSE(power::parse_fadt(b.view()).reset) << r.address;
    }
    EXPECT_FALSE(power::parse_fadt(b.view()).pm1a);
}

TEST(Fadt, TheWideDsdtWins) {
    ByteBuilder b = fadt();
    b.put<uint32_t>(40, 0x1000);
    EXPECT_EQ(power::parse_fadt(b.view()).dsdt.value, 0x1000u);
    EXPECT_EQ(power::parse_fadt(b.put<uint64_t>(140, 0x2000).view()).dsdt.value, 0x2000u);
}

TEST(S5, IsReadFromThePackage) {
    ByteBuilder aml;
    aml.zeros(5).text("_S5_").add<uint8_t>(0x12).add<uint8_t>(0x06).add<uint8_t>(0x04);
    aml.add<uint8_t>(0x0a).add<uint8_t>(0x05).add<uint8_t>(0x01).zeros(4);
    const auto type = power::find_s5(aml.view());
    ASSERT_TRUE(type);
    EXPECT_EQ(type->a, 5);
    EXPECT_EQ(type->b, 1);
    for (size_t n = 0; n < aml.size(); n++) (void)power::find_s5(aml.view().first(n)); // ASan watches
    EXPECT_FALSE(power::find_s5({}));
}

} // namespace
