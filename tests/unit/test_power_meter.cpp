#include <gtest/gtest.h>

#include <map>
#include <string>

#include "smp/probe/power_meter.hpp"

namespace {

constexpr uint64_t hz = 2'000'000'000;

// A machine's registers; one that is not among them is not there, as RDMSR says by #GP.
struct FakeMachine {
    std::map<uint32_t, uint64_t> registers;
    std::optional<uint64_t> operator()(Msr msr) const {
        const auto found = registers.find(static_cast<uint32_t>(msr));
        return found == registers.end() ? std::nullopt : std::optional(found->second);
    }
};

struct Figure {
    uint64_t counted;
    std::string rate;
    bool operator==(const Figure&) const = default;
};

// What `seconds` of rest say: by name, all figures that there are.
std::map<std::string, Figure> figures(MsrVendor vendor, MsrScope scope, const FakeMachine& before,
                                      const FakeMachine& after, uint64_t seconds, bool silvermont = false) {
    const PowerSample a = sample_power(vendor, scope, Ticks{7}, before);
    const PowerSample b = sample_power(vendor, scope, Ticks{7 + seconds * hz}, after);
    std::optional<EnergyUnit> unit;
    if (const auto units = before(energy_unit_msr(vendor))) unit = energy_unit(*units, silvermont);
    std::map<std::string, Figure> found;
    for (size_t i = 0; i < power_msrs.size(); i++) {
        if (const auto f = power_figure(i, a, b, unit, hz))
            found[std::string(f->msr.name)] = {
                f->counted, f->rate_name.empty() ? "" : std::string(f->rate_name) + "=" + std::to_string(f->rate)};
    }
    return found;
}

using Figures = std::map<std::string, Figure>;

TEST(PowerMeter, AnIntelPackage) {
    // Unit 1/16384 J, as Sandy Bridge has it; 2 s; 32,768 units are 2 J. No C7, no cores' energy.
    const FakeMachine before{{{0x606, 0xa0e03}, {0x60d, 100}, {0x3f8, 0}, {0x3f9, 5}, {0x611, 1000}}};
    const FakeMachine after{{{0x606, 0xa0e03}, {0x60d, 100}, {0x3f8, 2 * hz}, {0x3f9, 5 + hz}, {0x611, 33768}}};
    EXPECT_EQ(figures(MsrVendor::Intel, MsrScope::Package, before, after, 2),
              (Figures{{"package-c2-ticks", {0, "percent=0"}},
                       {"package-c3-ticks", {2 * hz, "percent=100"}},
                       {"package-c6-ticks", {hz, "percent=50"}},
                       {"package-uj", {2'000'000, "milliwatts=1000"}}}));
}

TEST(PowerMeter, AnIntelCoreCountsSmisWithoutARate) {
    const FakeMachine before{{{0x34, 40}, {0x3fd, 0}, {0x611, 1}}}, after{{{0x34, 43}, {0x3fd, hz / 4}, {0x611, 9}}};
    EXPECT_EQ(figures(MsrVendor::Intel, MsrScope::Core, before, after, 1),
              (Figures{{"smi-count", {3, ""}}, {"core-c6-ticks", {hz / 4, "percent=25"}}}));
}

TEST(PowerMeter, AnAmdCoreAndItsPackage) {
    const FakeMachine before{{{0xc0010299, 16 << 8}, {0xc001029a, 0}, {0xc001029b, 0}}};
    const FakeMachine after{{{0xc0010299, 16 << 8}, {0xc001029a, 65536}, {0xc001029b, 10 * 65536}}};
    EXPECT_EQ(figures(MsrVendor::Amd, MsrScope::Core, before, after, 1),
              (Figures{{"core-uj", {1'000'000, "milliwatts=1000"}}}));
    EXPECT_EQ(figures(MsrVendor::Amd, MsrScope::Package, before, after, 4),
              (Figures{{"package-uj", {10'000'000, "milliwatts=2500"}}}));
}

TEST(PowerMeter, EnergyWrapsAt32Bits) {
    const FakeMachine before{{{0x606, 14 << 8}, {0x611, 0xffffffff}}}, after{{{0x611, 16383}}};
    EXPECT_EQ(figures(MsrVendor::Intel, MsrScope::Package, before, after, 1),
              (Figures{{"package-uj", {1'000'000, "milliwatts=1000"}}}));
}

TEST(PowerMeter, WithoutAUnitThereIsNoEnergy) {
    const FakeMachine before{{{0x611, 0}, {0x60d, 0}}}, after{{{0x611, 100}, {0x60d, hz}}};
    EXPECT_EQ(figures(MsrVendor::Intel, MsrScope::Package, before, after, 1),
              (Figures{{"package-c2-ticks", {hz, "percent=100"}}}));
}

TEST(PowerMeter, SilvermontCountsMicrojoules) {
    const FakeMachine before{{{0x606, 5 << 8}, {0x611, 0}}}, after{{{0x611, 31250}}}; // 32 µJ each
    EXPECT_EQ(figures(MsrVendor::Intel, MsrScope::Package, before, after, 1, true),
              (Figures{{"package-uj", {1'000'000, "milliwatts=1000"}}}));
    EXPECT_TRUE(is_silvermont(0x00030673));  // Bay Trail
    EXPECT_FALSE(is_silvermont(0x000206a7)); // Sandy Bridge
    EXPECT_FALSE(is_silvermont(0x00000f37)); // another family
}

TEST(PowerMeter, WhatIsNotThereAndWhatTookNoTimeSaysNothing) {
    const FakeMachine nothing{}, something{{{0x606, 14 << 8}, {0x611, 5}, {0x60d, 5}}};
    EXPECT_EQ(figures(MsrVendor::Intel, MsrScope::Package, nothing, nothing, 1), Figures{});
    EXPECT_EQ(figures(MsrVendor::Intel, MsrScope::Package, nothing, something, 1), Figures{});
    EXPECT_EQ(figures(MsrVendor::Intel, MsrScope::Package, something, something, 0), Figures{});
}

} // namespace
