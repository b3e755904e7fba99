#include <gtest/gtest.h>

#include "kernel/cpu/hypervisor.hpp"

namespace {

constexpr CpuidResult xen{0x40000005, 0x566e6558, 0x65584d4d, 0x4d4d566e}; // XenVMMXenVMM
constexpr CpuidResult hyper_v{0x40000006, 0x7263694d, 0x666f736f, 0x76482074};
constexpr CpuidResult kvm{0x40000001, 0x4b4d564b, 0x564b4d56, 0x4d};

uint32_t leaves_with(bool guest, CpuidResult first, CpuidResult second) {
    return xen_leaves([=](uint32_t leaf, uint32_t) -> CpuidResult {
        if (leaf == 1) return {0, 0, guest ? 1u << 31 : 0, 0};
        if (leaf == 0x40000000) return first;
        return leaf == 0x40000100 ? second : CpuidResult{};
    });
}

TEST(Hypervisor, XenIsFoundWhereItsLeavesAre) {
    EXPECT_EQ(leaves_with(true, xen, {}), 0x40000000u);
    EXPECT_EQ(leaves_with(true, hyper_v, xen), 0x40000100u);
}

TEST(Hypervisor, NobodyElseIsXen) {
    EXPECT_EQ(leaves_with(true, kvm, {}), 0u);
    EXPECT_EQ(leaves_with(true, hyper_v, kvm), 0u);
    EXPECT_EQ(leaves_with(true, {xen.eax, xen.ebx, xen.ecx, 0}, {}), 0u);
}

// A CPU without such leaves answers with whatever its last leaf holds.
TEST(Hypervisor, ARealMachineIsNeverXen) { EXPECT_EQ(leaves_with(false, xen, xen), 0u); }

} // namespace
