#include <gtest/gtest.h>

#include "kernel/cpu/tsc_rate.hpp"

namespace {

using tsc::Rate;

// ---- what CPUID states ----

struct Leaves {
    uint32_t last = 0x1f;
    bool hypervisor = false;
    CpuidResult leaf15{}, leaf16{}, first{}, timing{}, xen_time{};
};
Leaves leaves;

CpuidResult fake_cpuid(uint32_t leaf, uint32_t) {
    switch (leaf) {
    case 0: return {leaves.last, 0, 0, 0};
    case 1: return {0, 0, leaves.hypervisor ? 1u << 31 : 0, 0};
    case 0x15: return leaves.leaf15;
    case 0x16: return leaves.leaf16;
    case 0x40000000: return leaves.first;
    case 0x40000003: return leaves.xen_time;
    case 0x40000010: return leaves.timing;
    default: return {};
    }
}

std::optional<Rate> stated(const Leaves& l) {
    leaves = l;
    return tsc::stated(fake_cpuid);
}

TEST(TscStated, ByCrystalAndRatio) {
    const auto rate = stated({.leaf15 = {2, 250, 24'000'000, 0}});
    ASSERT_TRUE(rate);
    EXPECT_EQ(rate->hz, 3'000'000'000u);
    EXPECT_EQ(rate->by, "cpuid-15h");
}

TEST(TscStated, NothingWithoutTheCrystalOrTheLeaf) {
    EXPECT_FALSE(stated({.leaf15 = {2, 250, 0, 0}}));
    EXPECT_FALSE(stated({.leaf15 = {0, 250, 24'000'000, 0}}));
    EXPECT_FALSE(stated({.leaf15 = {2, 0, 24'000'000, 0}}));
    EXPECT_FALSE(stated({.last = 0x14, .leaf15 = {2, 250, 24'000'000, 0}}));
    EXPECT_FALSE(stated({.leaf15 = {1, 0xffffffff, 0xffffffff, 0}})); // 18 EHz
}

TEST(TscStated, AHypervisorsWordNeedsAHypervisorAndTheLeaf) {
    const CpuidResult kvm{0x40000010, 0x4b4d564b, 0x564b4d56, 0x4d};
    const CpuidResult rate{2'100'000, 0, 0, 0};
    EXPECT_EQ(stated({.hypervisor = true, .first = kvm, .timing = rate})->hz, 2'100'000'000u);
    EXPECT_FALSE(stated({.hypervisor = false, .first = kvm, .timing = rate}));
    const CpuidResult short_range{0x40000001, 0x4b4d564b, 0x564b4d56, 0x4d};
    EXPECT_FALSE(stated({.hypervisor = true, .first = short_range, .timing = rate}));
    // A CPU without such leaves answers with those of its last one.
    EXPECT_FALSE(stated({.hypervisor = true, .first = {7, 64, 64, 0}, .timing = rate}));
}

TEST(TscStated, XenHasALeafOfItsOwn) {
    const CpuidResult xen{0x40000005, 0x566e6558, 0x65584d4d, 0x4d4d566e};
    const auto rate = stated({.hypervisor = true, .first = xen, .xen_time = {0, 0, 2'600'000, 0}});
    ASSERT_TRUE(rate);
    EXPECT_EQ(rate->hz, 2'600'000'000u);
    EXPECT_EQ(rate->by, "cpuid-xen");
}

// ---- what a timer shows ----

// A machine whose host takes the CPU away now and then: every instruction that reads a clock takes some nanoseconds,
// and each `steal_every`th one is followed by `stolen` of them.
struct Machine {
    uint64_t tsc_hz, timer_hz;
    uint32_t mask;
    uint64_t step_ns = 300, steal_every = ~uint64_t{0}, stolen_ns = 0;
    uint64_t ns = 0, reads = 0;
    void pass() {
        ns += step_ns;
        if (++reads % steal_every == 0) ns += stolen_ns;
    }
    uint64_t read_tsc() {
        pass();
        return static_cast<uint64_t>(static_cast<unsigned __int128>(ns) * tsc_hz / 1'000'000'000);
    }
    uint32_t read_timer() {
        pass();
        return static_cast<uint32_t>(static_cast<unsigned __int128>(ns) * timer_hz / 1'000'000'000) & mask;
    }
    std::optional<Rate> measure() {
        const auto own_tsc = [this] { return read_tsc(); };
        const auto own_timer = [this] { return read_timer(); };
        return tsc::measure({timer_hz, mask, "timer"}, own_tsc, own_timer);
    }
};

constexpr uint64_t pm_hz = 3'579'545, pit_hz = 1'193'182;

void expect_within_a_percent(uint64_t hz, uint64_t wanted) {
    EXPECT_GT(hz, wanted - wanted / 100);
    EXPECT_LT(hz, wanted + wanted / 100);
}

TEST(TscMeasured, OnAQuietMachine) {
    for (const uint64_t hz :
         {uint64_t{10'000'000}, uint64_t{800'000'000}, uint64_t{2'600'000'000}, uint64_t{6'000'000'000}}) {
        expect_within_a_percent(Machine{hz, pm_hz, 0xffffff}.measure()->hz, hz);
        expect_within_a_percent(Machine{hz, pit_hz, 0xffff}.measure()->hz, hz);
    }
}

// The host takes the CPU for 6 ms, and every few instructions: between the timer and the TSC as often as anywhere.
// (Before, one reading of each: 14 GHz or 40 MHz, by which of the two came first.)
TEST(TscMeasured, WhereverTheHostTakesTheCpuAway) {
    for (uint64_t every = 7; every < 5000; every = every * 3 / 2) {
        for (const uint64_t phase : {0, 1, 2, 3, 5}) {
            Machine m{2'600'000'000, pm_hz, 0xffffff, 300, every, 6'000'000};
            m.reads = phase;
            const auto rate = m.measure();
            ASSERT_TRUE(rate) << every;
            expect_within_a_percent(rate->hz, 2'600'000'000);
        }
    }
}

// A guest of nested KVM, where each access to a port takes 100 µs: 2 ms are too few to be certain of anything. (Before:
// nothing, so the rate was guessed at 10 GHz, and every bounded wait was four times as long.)
TEST(TscMeasured, WhereAReadingTakesLong) {
    for (const uint64_t step_ns : {20'000, 60'000, 120'000}) {
        expect_within_a_percent(Machine{2'600'000'000, pm_hz, 0xffffff, step_ns}.measure()->hz, 2'600'000'000);
    }
    EXPECT_FALSE((Machine{2'600'000'000, pit_hz, 0xffff, 600'000}.measure())) << "half a round of the PIT: 27 ms";
}

// The PIT comes round every 55 ms. Now and then the host is away for longer: that measurement is wrong, the median is
// not.
TEST(TscMeasured, ATimerThatComesRoundMeanwhile) {
    Machine m{2'600'000'000, pit_hz, 0xffff, 300, 17'000, 54'925'500};
    expect_within_a_percent(m.measure()->hz, 2'600'000'000);
}

TEST(TscMeasured, ATimerThatStandsStillIsNone) {
    EXPECT_FALSE((Machine{2'600'000'000, 0, 0xffffff}.measure()));
    uint64_t t = 0;
    const auto own_tsc = [&] { return t += 1000; };
    // Nobody there: all ones, which is what port 0x61 said when it was taken for "done".
    const auto nobody = [] { return 0xffffffffu; };
    EXPECT_FALSE(tsc::measure({pit_hz, 0xffff, "pit"}, own_tsc, nobody));
}

TEST(TscMeasured, AnUncertainReadingIsNoMeasurement) {
    const tsc::Timer pm{pm_hz, 0xffffff, "pm"};
    EXPECT_TRUE(tsc::rate_between({0, 1000, 0}, {10'400'000, 10'401'000, 14'318}, pm));
    EXPECT_FALSE(tsc::rate_between({0, 1'000'000, 0}, {10'400'000, 10'401'000, 14'318}, pm));
    EXPECT_FALSE(tsc::rate_between({0, 1000, 5}, {10'400'000, 10'401'000, 5}, pm));
    EXPECT_FALSE(tsc::rate_between({0, 1000, 0}, {~uint64_t{0} - 1000, ~uint64_t{0}, 14'318}, pm));
}

// ---- whom to believe ----

TEST(TscChosen, AStatementIsExactUnlessTheTimerContradictsIt) {
    const Rate crystal{2'592'000'000, "cpuid-15h"}, timer{2'593'100'000, "pm-timer"}, bochs{10'000'000, "pm-timer"};
    EXPECT_EQ(tsc::choose(crystal, timer, {}).by, "cpuid-15h");
    EXPECT_EQ(tsc::choose(crystal, {}, {}).by, "cpuid-15h");
    EXPECT_EQ(tsc::choose(crystal, bochs, {}).hz, 10'000'000u);
}

TEST(TscChosen, TheNominalRateIsForThoseWithoutATimer) {
    const Rate nominal{2'600'000'000, "cpuid-16h"}, timer{2'593'100'000, "pm-timer"};
    EXPECT_EQ(tsc::choose({}, timer, nominal).by, "pm-timer");
    EXPECT_EQ(tsc::choose({}, {}, nominal).by, "cpuid-16h");
    EXPECT_EQ(tsc::choose({}, {}, {}).by, "guess");
    EXPECT_EQ(tsc::choose({}, {}, {}).hz, 10'000'000'000u);
}

} // namespace
