#include <gtest/gtest.h>

#include "bytes.hpp"
#include "kernel/acpi.hpp"
#include "kernel/pci.hpp"
#include "kernel/power.hpp"
#include "smp/cpu_list.hpp"

namespace {

ByteBuilder rsdp(uint8_t revision, uint32_t rsdt, uint64_t xsdt) {
    ByteBuilder b;
    b.text("RSD PTR ").add<uint8_t>(0).text("VENDOR").add(revision).add(rsdt).checksum(8);
    if (revision >= 2) b.add<uint32_t>(36).add(xsdt).add<uint8_t>(0).zeros(3).checksum(32);
    return b;
}

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

struct Madt {
    ByteBuilder b;
    Madt() { b.zeros(44); }
    Madt& local_apic(uint8_t id, uint32_t flags) {
        b.add<uint8_t>(0).add<uint8_t>(8).add<uint8_t>(0).add(id).add(flags);
        return *this;
    }
    Madt& x2apic(uint32_t id, uint32_t flags) {
        b.add<uint8_t>(9).add<uint8_t>(16).add<uint16_t>(0).add(id).add(flags).add<uint32_t>(0);
        return *this;
    }
    Madt& other() {
        b.add<uint8_t>(1).add<uint8_t>(12).zeros(10);
        return *this;
    }
    std::vector<uint32_t> cpus(uint32_t boot) const {
        std::vector<ApicId> ids(list_cpus(b.view(), {boot}, {}));
        ids.resize(list_cpus(b.view(), {boot}, ids));
        std::vector<uint32_t> values;
        for (const ApicId id : ids) values.push_back(id.value);
        return values;
    }
};

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

TEST(Fadt, APmTimerNeedsItsLength) {
    ByteBuilder fadt;
    fadt.zeros(116).put<uint32_t>(76, 0x608).put<uint8_t>(91, 4);
    EXPECT_EQ(acpi::pm_timer_port(fadt.view()), 0x608);
    EXPECT_EQ(acpi::pm_timer_port(fadt.put<uint8_t>(91, 0).view()), 0);
    EXPECT_EQ(acpi::pm_timer_port({}), 0);
}

TEST(Mcfg, TheFirstAllocationOfSegmentZero) {
    ByteBuilder b;
    b.zeros(44);
    b.add<uint64_t>(0xc0000000).add<uint16_t>(1).add<uint8_t>(0).add<uint8_t>(255).zeros(4);
    b.add<uint64_t>(0xb0000000).add<uint16_t>(0).add<uint8_t>(0).add<uint8_t>(63).zeros(4);
    const auto e = pci::parse_mcfg(b.view());
    ASSERT_TRUE(e);
    EXPECT_EQ(e->base.value, 0xb0000000u);
    EXPECT_EQ(e->last_bus, 63);
    EXPECT_FALSE(pci::parse_mcfg(b.view().first(59)));
    EXPECT_FALSE(pci::parse_mcfg({}));
}

TEST(PciBar, WideNarrowAndNone) {
    const auto wide = pci::decode_bar(0x00000004, 0x8, 0xffffc004, 0xffffffff);
    ASSERT_TRUE(wide);
    EXPECT_EQ(wide->address.value, 0x800000000u);
    EXPECT_EQ(wide->size, 0x4000u);
    const auto narrow = pci::decode_bar(0xfebf0000, 0x1234, 0xffff0000, 0x1234);
    ASSERT_TRUE(narrow);
    EXPECT_EQ(narrow->address.value, 0xfebf0000u);
    EXPECT_EQ(narrow->size, 0x10000u);
    EXPECT_FALSE(pci::decode_bar(0xc001, 0, 0xffffff01, 0));
    EXPECT_FALSE(pci::decode_bar(0, 0, 0, 0));
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
