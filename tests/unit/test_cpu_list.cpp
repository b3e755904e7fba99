#include <gtest/gtest.h>

#include "madt.hpp"
#include "smp/cpu_list.hpp"

namespace {

TEST(CpuList, TheBootCpuIsFirstAndHolesStay) {
    Madt m;
    m.local_apic(0, 1).other().local_apic(1, 1).local_apic(4, 1).local_apic(5, 1);
    EXPECT_EQ(m.cpus(4), (std::vector<uint32_t>{4, 0, 1, 5}));
}

TEST(CpuList, DisabledAndOnlineCapableCpusAreNotOurs) {
    Madt m;
    m.local_apic(0, 1).local_apic(1, 0).local_apic(2, 2).x2apic(300, 1).x2apic(301, 2);
    EXPECT_EQ(m.cpus(0), (std::vector<uint32_t>{0, 300}));
}

TEST(CpuList, ACpuThatIsNamedTwiceIsOne) {
    Madt m;
    m.local_apic(0, 1).local_apic(1, 1).x2apic(0, 1).x2apic(1, 1);
    EXPECT_EQ(m.cpus(0), (std::vector<uint32_t>{0, 1}));
}

TEST(CpuList, NoMadtIsOneCpu) { EXPECT_EQ(Madt().cpus(7), (std::vector<uint32_t>{7})); }

TEST(CpuList, FourThousandCpus) {
    Madt m;
    for (uint32_t id = 0; id < 4096; id++) m.x2apic(2 * id, 1);
    const auto ids = m.cpus(0);
    ASSERT_EQ(ids.size(), 4096u);
    EXPECT_EQ(ids.back(), 8190u);
}

TEST(CpuList, AnEntryWhoseLengthMakesNoSenseEndsTheList) {
    Madt m;
    m.local_apic(1, 1);
    m.b.add<uint8_t>(0).add<uint8_t>(0).zeros(6);
    m.local_apic(2, 1);
    EXPECT_EQ(m.cpus(0), (std::vector<uint32_t>{0, 1}));
    Madt cut;
    cut.b.add<uint8_t>(0).add<uint8_t>(8).add<uint8_t>(0);
    EXPECT_EQ(cut.cpus(0), (std::vector<uint32_t>{0}));
}

TEST(CpuList, TheBroadcastIdIsNobodysEvenIfEnabled) {
    Madt m;
    m.local_apic(0xff, 1).x2apic(0xffffffff, 1).x2apic(0xff, 1);
    EXPECT_EQ(m.cpus(0), (std::vector<uint32_t>{0, 255}));
}

TEST(CpuList, WhatDoesNotFitIsStillCounted) {
    Madt m;
    m.local_apic(1, 1).local_apic(2, 1);
    ApicId two[2];
    EXPECT_EQ(list_cpus(m.b.view(), {0}, two), 3u);
    EXPECT_EQ(two[1], ApicId{1});
}

} // namespace
