#include <gtest/gtest.h>

#include "boot/placement.hpp"
#include "madt.hpp"
#include "smp/cpu_list.hpp"
#include "smp/cpu_table.hpp"
#include "smp/safe/safe_pages.hpp"
#include "smp/topology.hpp"

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

// What the machine's size decides, from one table: 4,096 CPUs, two threads a core, 64 cores a socket whose ids begin at
// multiples of 256; the boot CPU is not the first in the table.
TEST(CpuList, FourThousandCpusWithHolesInTheirIds) {
    Madt m;
    std::vector<uint32_t> expected = {256};
    for (uint32_t cpu = 0; cpu < 4096; cpu++) {
        const uint32_t id = cpu / 128 * 256 + cpu % 128;
        m.x2apic(id, 1).x2apic(0x10000 + id, 0);
        if (id != 256) expected.push_back(id);
    }
    const auto values = m.cpus(256);
    EXPECT_EQ(values, expected);

    std::vector<ApicId> ids;
    for (const uint32_t id : values) ids.push_back({id});
    size_t siblings = 0;
    for (size_t i = 0; i < ids.size(); i++) siblings += topology::is_sibling(ids, i, 1);
    EXPECT_EQ(siblings, 2048u);

    // Every table holds them all, and a CPU finds its place by a 32-bit id.
    static_assert(sizeof(ApEntry::apic_id) == 4 && sizeof(Bay::apic_id) == 4 && sizeof(ApicId) == 4);
    EXPECT_GE(cpu_table::bytes_for(4096), 4096 * (sizeof(Cpu) + cpu_table::stacks_size));
    EXPECT_GE(SafePages::bytes_for(4096, 0, 66), 4096 * (bay_size + SafePages::smm_stride));
    EXPECT_GE(event_capacity(4096), 4096u * 12);
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

std::string why(const acpi::Table& madt, uint32_t in_package) {
    const auto reason = why_no_list(madt, in_package);
    return std::string(reason.view());
}

TEST(CpuListReliedOn, AWholeTableIs) {
    Madt m;
    m.local_apic(0, 1).other().x2apic(300, 1);
    EXPECT_EQ(why({m.b.view(), {}}, 1), "");
    EXPECT_EQ(why({m.b.view(), {}}, 64), ""); // a package has more than firmware lets us have
}

TEST(CpuListReliedOn, NoTableIsOneCpuOnlyIfThereIsOne) {
    EXPECT_EQ(why({{}, "absent"}, 1), "");
    EXPECT_EQ(why({{}, "absent"}, 2), "madt-absent");
}

TEST(CpuListReliedOn, ABrokenOneIsNoneEvenForOneCpu) {
    for (const std::string fault : {"checksum", "length", "outside-memory", "above-4-gib"})
        EXPECT_EQ(why({{}, fault}, 1), "madt-" + fault);
    Madt m;
    m.local_apic(0, 1).b.add<uint8_t>(0).add<uint8_t>(0).zeros(6);
    EXPECT_EQ(why({m.b.view(), {}}, 1), "madt-entry-length");
    Madt cut;
    cut.local_apic(0, 1).b.add<uint8_t>(0);
    EXPECT_EQ(why({cut.b.view(), {}}, 1), "madt-entry-length");
    EXPECT_EQ(why({Madt().b.view().first(40), {}}, 1), "madt-length");
}

TEST(CpuListReliedOn, CpusThatWakeByMailboxAreSeen) {
    Madt m;
    EXPECT_FALSE(wakes_by_mailbox(m.local_apic(0, 1).b.view()));
    m.b.add<uint8_t>(0x10).add<uint8_t>(16).zeros(14);
    EXPECT_TRUE(wakes_by_mailbox(m.b.view()));
}

TEST(CpuListReliedOn, XApicModeEndsBelow255) {
    EXPECT_FALSE(needs_x2apic({254}));
    EXPECT_TRUE(needs_x2apic({255}));
    EXPECT_TRUE(needs_x2apic({256}));
}

} // namespace
