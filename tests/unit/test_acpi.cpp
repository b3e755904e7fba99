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
    const auto root = acpi::parse_rsdp(rsdp(2, 0x1000, uint64_t{1} << 44).view());
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

using Space = acpi::PmTimer::Space;

ByteBuilder fadt_of(uint32_t port, uint8_t length, uint32_t flags = 0, uint8_t space = 0, uint64_t address = 0) {
    ByteBuilder fadt;
    fadt.zeros(244).put(76, port).put(91, length).put(112, flags).put(208, space).put(212, address);
    return fadt;
}

TEST(Fadt, APmTimerNeedsItsLengthAndAPortOfSixteenBits) {
    EXPECT_EQ(acpi::pm_timer(fadt_of(0x608, 4).view()).address, 0x608u);
    EXPECT_EQ(acpi::pm_timer(fadt_of(0x608, 4).view().first(116)).space, Space::Io); // ACPI 1.0
    EXPECT_EQ(acpi::pm_timer(fadt_of(0x608, 0).view()).space, Space::None);
    EXPECT_EQ(acpi::pm_timer(fadt_of(0x10608, 4).view()).space, Space::None);
    EXPECT_EQ(acpi::pm_timer(fadt_of(0, 4).view()).space, Space::None);
    EXPECT_EQ(acpi::pm_timer({}).space, Space::None);
}

TEST(Fadt, TheExtendedPmTimerComesFirst) {
    const auto io = acpi::pm_timer(fadt_of(0x608, 4, 0, 1, 0xb008).view());
    EXPECT_EQ(io.space, Space::Io);
    EXPECT_EQ(io.address, 0xb008u);
    const auto memory = acpi::pm_timer(fadt_of(0x608, 4, 0, 0, 0xfed80808).view());
    EXPECT_EQ(memory.space, Space::Memory);
    EXPECT_EQ(memory.address, 0xfed80808u);
    EXPECT_EQ(acpi::pm_timer(fadt_of(0x608, 4, 0, 2, 0xb008).view()).address, 0x608u); // PCI space: not for us
}

TEST(Fadt, HardwareReducedMachinesHaveNoPmTimer) {
    EXPECT_EQ(acpi::pm_timer(fadt_of(0x608, 4, 1u << 20, 1, 0xb008).view()).space, Space::None);
}

TEST(AcpiTable, AnAddressThatCannotBeReachedIsNoTable) {
    for (const uint64_t address : {~uint64_t{0}, ~uint64_t{0} - 35, uint64_t{4} << 30, (uint64_t{4} << 30) - 35})
        EXPECT_TRUE(acpi::table_at({address}).empty()) << address;
}

} // namespace
