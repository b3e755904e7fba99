// Who a machine says it is: CPUID, and the firmware's SMBIOS tables.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "kernel/cpu/identity.hpp"
#include "kernel/device/smbios.hpp"

namespace {

CpuidResult named(std::string_view name, bool hypervisor_order, uint32_t eax) {
    const auto word = [&](size_t at) {
        uint32_t value = 0;
        for (size_t i = 0; i < 4; i++) value |= uint32_t{static_cast<uint8_t>(name[at + i])} << 8 * i;
        return value;
    };
    return hypervisor_order ? CpuidResult{eax, word(0), word(4), word(8)} : CpuidResult{eax, word(0), word(8), word(4)};
}

CpuIdentity identity(uint32_t version, bool guest, std::string_view first = {"KVMKVMKVM\0\0\0", 12},
                     bool is_emulated = false) {
    const auto cpuid = [=](uint32_t leaf, uint32_t) -> CpuidResult {
        if (leaf == 0) return named("AuthenticAMD", false, 1);
        if (leaf == first_hypervisor_leaf) return named(first, true, leaf);
        if (leaf == last_hypervisor_leaf && first == "Microsoft Hv") return named("XenVMMXenVMM", true, leaf);
        return {version, 0, guest ? 1u << 31 : 0, 0};
    };
    return cpu_identity::of(cpuid, is_emulated);
}

TEST(CpuIdentity, CountsFamiliesAsTheirMakersDo) {
    const CpuIdentity zen2 = identity(0x00830f10, false); // EPYC 7002: 17h, 31h, 0
    EXPECT_EQ(zen2.family, 0x17u);
    EXPECT_EQ(zen2.model, 0x31u);
    EXPECT_EQ(zen2.stepping, 0u);
    const CpuIdentity skylake = identity(0x000506e3, false); // 06_5EH
    EXPECT_EQ(skylake.family, 6u);
    EXPECT_EQ(skylake.model, 0x5eu);
    EXPECT_EQ(skylake.stepping, 3u);
    EXPECT_EQ(identity(0x00070563, false).model, 6u) << "family 5 has no extended model";
}

TEST(CpuIdentity, NamesMakerAndHypervisor) {
    EXPECT_EQ(identity(0, false).vendor.view(), "authenticamd");
    EXPECT_EQ(identity(0, false).hypervisor.view(), "none");
    EXPECT_EQ(identity(0, true).hypervisor.view(), "kvmkvmkvm");
    EXPECT_EQ(identity(0, false, {}, true).hypervisor.view(), "?") << "Bochs does not say that it is there";
}

TEST(CpuIdentity, ALeafOfHyperVIsNotTheWholeTruth) {
    EXPECT_EQ(identity(0, true, "Microsoft Hv").hypervisor.view(), "xenvmmxenvmm");
}

using Table = std::vector<uint8_t>;

Bytes bytes_of(const Table& t) { return std::as_bytes(std::span(t)); }

void add(Table& table, uint8_t type, Table formatted, std::string strings) {
    table.insert(table.end(), {type, static_cast<uint8_t>(formatted.size() + 4), 0, 0});
    table.insert(table.end(), formatted.begin(), formatted.end());
    strings += strings.empty() ? std::string(2, '\0') : std::string(1, '\0');
    table.insert(table.end(), strings.begin(), strings.end());
}

TEST(Smbios, StringsAreFoundByTheirNumbers) {
    Table table;
    add(table, 0, {2, 1, 0, 0, 3},
        std::string("1.2b\0Some Firm, Inc.\0"
                    "02/06/2015\0",
                    32));
    add(table, 4, {}, "");
    add(table, 1, {1, 2}, std::string("Maker\0Board X\0", 14));
    add(table, 127, {}, "");
    add(table, 1, {1, 1}, std::string("behind the end\0", 15));
    const smbios::Firmware f = smbios::parse_structures(bytes_of(table));
    EXPECT_EQ(f.vendor.view(), "some-firm-inc.");
    EXPECT_EQ(f.version.view(), "1.2b");
    EXPECT_EQ(f.date.view(), "02/06/2015");
    EXPECT_EQ(f.product.view(), "board-x");
}

TEST(Smbios, WhatIsNotThereIsUnknown) {
    EXPECT_EQ(smbios::parse_structures({}).vendor.view(), "?");
    Table table;
    add(table, 0, {9, 0, 0, 0, 1}, std::string("only\0", 5)); // a string that is not there, and none
    table.resize(table.size() - 1);                           // and the last zero is missing
    EXPECT_EQ(smbios::parse_structures(bytes_of(table)).date.view(), "?");
    table.push_back(0);
    const smbios::Firmware f = smbios::parse_structures(bytes_of(table));
    EXPECT_EQ(f.vendor.view(), "?");
    EXPECT_EQ(f.version.view(), "?");
    EXPECT_EQ(f.date.view(), "only");
}

Table with_sum(Table e, size_t at) {
    uint8_t sum = 0;
    for (const uint8_t b : e) sum = static_cast<uint8_t>(sum + b);
    e[at] = static_cast<uint8_t>(e[at] - sum);
    return e;
}

TEST(Smbios, EntryPointsOfBothKinds) {
    Table old(31, 0);
    for (size_t i = 0; i < 4; i++) old[i] = static_cast<uint8_t>("_SM_"[i]);
    old[5] = 31;
    old[0x16] = 0x34, old[0x17] = 0x12;
    old[0x1a] = 0x0f;
    const auto range = smbios::parse_entry_point(bytes_of(with_sum(old, 4)));
    ASSERT_TRUE(range);
    EXPECT_EQ(range->base.value, 0x000f0000u);
    EXPECT_EQ(range->size, 0x1234u);
    EXPECT_FALSE(smbios::parse_entry_point(bytes_of(old))) << "checksum";
    Table young(24, 0);
    for (size_t i = 0; i < 5; i++) young[i] = static_cast<uint8_t>("_SM3_"[i]);
    young[6] = 24;
    young[0x0d] = 0x10;
    young[0x12] = 0x70, young[0x14] = 1;
    const auto above = smbios::parse_entry_point(bytes_of(with_sum(young, 5)));
    ASSERT_TRUE(above);
    EXPECT_EQ(above->base.value, 0x100700000u);
    EXPECT_EQ(above->size, 0x1000u);
    young.resize(16);
    EXPECT_FALSE(smbios::parse_entry_point(bytes_of(young)));
}

} // namespace
