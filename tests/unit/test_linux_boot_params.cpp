#include <gtest/gtest.h>

#include "bzimage.hpp"

namespace {

constexpr uint64_t mib = 1u << 20;
using linux_boot::SetupHeader;

std::string_view why_not(const ByteBuilder& file) {
    std::string_view why;
    const auto kernel = linux_boot::parse(file.view(), why);
    EXPECT_EQ(kernel.has_value(), why.empty());
    return why;
}

TEST(BzImage, TheCodeIsWhatFollowsTheSetupSectors) {
    const ByteBuilder file = bzimage(good_header(160), 200); // a signature may follow
    std::string_view why;
    const auto kernel = linux_boot::parse(file.view(), why);
    ASSERT_TRUE(kernel);
    EXPECT_EQ(kernel->code.data(), file.view().data() + 1024);
    EXPECT_EQ(kernel->code.size(), 160u);
}

TEST(BzImage, WhatCannotBeStartedIsNamed) {
    const auto with = [](auto change) {
        SetupHeader h = good_header(160);
        change(h);
        return why_not(bzimage(h, 160));
    };
    EXPECT_EQ(with([](SetupHeader&) {}), "");
    EXPECT_EQ(with([](SetupHeader& h) { h.header = 0; }), "no-bzimage");
    EXPECT_EQ(with([](SetupHeader& h) { h.boot_flag = 0; }), "no-bzimage");
    EXPECT_EQ(with([](SetupHeader& h) { h.version = 0x20b; }), "no-64-bit-entry");
    EXPECT_EQ(with([](SetupHeader& h) { h.xloadflags = 2; }), "no-64-bit-entry");
    EXPECT_EQ(with([](SetupHeader& h) { h.relocatable_kernel = 0; }), "not-relocatable");
    EXPECT_EQ(with([](SetupHeader& h) { h.kernel_alignment = 3 * page_size; }), "not-relocatable");
    EXPECT_EQ(with([](SetupHeader& h) { h.syssize = 11; }), "shorter-than-it-says");
    EXPECT_EQ(with([](SetupHeader& h) { h.syssize = 0; }), "shorter-than-it-says");
    EXPECT_EQ(with([](SetupHeader& h) { h.init_size = 100; }), "shorter-than-it-says");
    EXPECT_EQ(why_not({}), "no-bzimage");
}

TEST(LinuxMemoryMap, WhatIsKeptIsReservedAndTheRestIsAsItWas) {
    MemoryMap map;
    map.add({{0}, 0x9fc00}, MemoryType::Available);
    map.add({{mib}, 15 * mib}, MemoryType::Available);
    map.add({{16 * mib}, mib}, MemoryType::AcpiNvs);
    const PhysRange kept[] = {{{2 * mib}, mib}, {{4 * mib}, 100}};
    linux_boot::E820Entry out[16];
    const size_t count = linux_boot::memory_for(map, kept, out);
    ASSERT_EQ(count, 7u);
    uint64_t available = 0, reserved = 0;
    for (const auto& e : std::span(out).first(count)) {
        const PhysRange range{{e.base}, e.size};
        if (e.type == MemoryType::Reserved) reserved += e.size;
        if (e.type != MemoryType::Available) continue;
        available += e.size;
        for (const PhysRange k : kept) EXPECT_FALSE(range.overlaps(k));
    }
    EXPECT_EQ(reserved, mib + page_size);
    EXPECT_EQ(available, 0x9f000 + 14 * mib - page_size);
    EXPECT_EQ(linux_boot::memory_for(map, kept, std::span(out).first(6)), 0u) << "too many entries";
}

TEST(ZeroPage, AddressesAboveFourGibAreInTwoHalves) {
    linux_boot::BootParams params{};
    const ByteBuilder file = bzimage(good_header(160), 160);
    std::string_view why;
    linux_boot::fill(params, *linux_boot::parse(file.view(), why),
                     {{{0x1'2345'6000}, 0x789}, {0x2'0000'1000}, {0xabc}});
    EXPECT_EQ(params.hdr.ramdisk_image, 0x23456000u);
    EXPECT_EQ(params.ext_ramdisk_image, 1u);
    EXPECT_EQ(params.hdr.ramdisk_size, 0x789u);
    EXPECT_EQ(params.hdr.cmd_line_ptr, 0x1000u);
    EXPECT_EQ(params.ext_cmd_line_ptr, 2u);
    EXPECT_EQ(params.acpi_rsdp_addr, 0xabcu);
    EXPECT_EQ(params.hdr.type_of_loader, 0xff);
    EXPECT_EQ(params.hdr.init_size, 32 * mib) << "the header goes along";
}

} // namespace
