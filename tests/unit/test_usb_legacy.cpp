#include <gtest/gtest.h>

#include <vector>

#include "kernel/device/usb_legacy.hpp"

using namespace usb;

namespace {

TEST(UsbLegacy, XhcisCapabilitiesLeadFromOneToTheNext) {
    std::vector<uint32_t> dwords(64);
    EXPECT_EQ(first_xhci(0x00080000), 0x20u);
    dwords[8] = 2 | 4 << 8;
    dwords[12] = legsup::capability | legsup::bios_owned;
    const auto read = [&](uint32_t at) { return dwords[at / 4]; };
    EXPECT_EQ(find_legacy_support(0x20, read, next_xhci), 0x30u);
    dwords[8] = 2; // the last
    EXPECT_FALSE(find_legacy_support(0x20, read, next_xhci));
    EXPECT_FALSE(find_legacy_support(0, read, next_xhci));
}

TEST(UsbLegacy, EhcisLieInConfigurationSpace) {
    EXPECT_EQ(config_offset(0x6871), 0x68u);
    EXPECT_EQ(config_offset(0x2071), 0u) << "the standard header is no capability";
    const auto read = [&](uint32_t at) { return at == 0x68 ? 2u | 0x70 << 8 : legsup::capability; };
    EXPECT_EQ(find_legacy_support(0x68, read, next_ehci), 0x70u);
}

TEST(UsbLegacy, AListWithoutAnEndOrAnAnswerIsNoList) {
    const auto circle = [](uint32_t) { return 2u | 0x68 << 8; };
    EXPECT_FALSE(find_legacy_support(0x68, circle, next_ehci));
    const auto nobody = [](uint32_t) { return 0xffffffffu; };
    EXPECT_FALSE(find_legacy_support(0x68, nobody, next_ehci));
}

TEST(UsbLegacy, NoEventRaisesAnSmiAnyMore) {
    EXPECT_EQ(legctlsts::silent(0xffffffff) & legctlsts::xhci_enables, 0u);
    EXPECT_EQ(legctlsts::silent(0) & legctlsts::xhci_events, legctlsts::xhci_events);
    EXPECT_EQ(legctlsts::silent(0x000e1fee) & 0x1fffffff, 0x000e1fee & ~legctlsts::xhci_enables)
        << "reserved bits stay";
}

} // namespace
