#include <gtest/gtest.h>

#include "kernel/device/acpi.hpp"
#include "rsdp.hpp"

namespace {

TEST(Rsdp, TheXsdtIsPreferred) {
    const auto root = acpi::parse_rsdp(rsdp(2, 0x1000, 0x2000).view());
    ASSERT_TRUE(root);
    EXPECT_TRUE(root->is_xsdt);
    EXPECT_EQ(root->address.value, 0x2000u);
}

TEST(Rsdp, AnXsdtThatCannotBeReachedFallsBackToTheRsdt) {
    const auto root = acpi::parse_rsdp(rsdp(2, 0x1000, uint64_t{1} << 40).view());
    ASSERT_TRUE(root);
    EXPECT_FALSE(root->is_xsdt);
    EXPECT_FALSE(acpi::parse_rsdp(rsdp(0, 0x1000, 0).view())->is_xsdt);
}

TEST(Rsdp, SignatureAndChecksumMustBeRight) {
    auto broken = rsdp(0, 0x1000, 0);
    EXPECT_FALSE(acpi::parse_rsdp(broken.put<char>(0, 'X').view()));
    EXPECT_FALSE(acpi::parse_rsdp(rsdp(0, 0x1000, 0).put<char>(9, 'X').view()));
    EXPECT_FALSE(acpi::parse_rsdp({}));
}

TEST(Fadt, APmTimerNeedsItsLength) {
    ByteBuilder fadt;
    fadt.zeros(116).put<uint32_t>(76, 0x608).put<uint8_t>(91, 4);
    EXPECT_EQ(acpi::pm_timer_port(fadt.view()), 0x608);
    EXPECT_EQ(acpi::pm_timer_port(fadt.put<uint8_t>(91, 0).view()), 0);
    EXPECT_EQ(acpi::pm_timer_port({}), 0);
}

TEST(Fadt, APmTimerPortHasSixteenBits) {
    ByteBuilder fadt;
    fadt.zeros(116).put<uint32_t>(76, 0x10608).put<uint8_t>(91, 4);
    EXPECT_EQ(acpi::pm_timer_port(fadt.view()), 0);
}

TEST(AcpiTable, AnAddressThatCannotBeReachedIsNoTable) {
    for (const uint64_t address : {~uint64_t{0}, ~uint64_t{0} - 35, uint64_t{4} << 30, (uint64_t{4} << 30) - 35})
        EXPECT_TRUE(acpi::table_at({address}).empty()) << address;
}

} // namespace
