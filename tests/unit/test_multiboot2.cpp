#include <gtest/gtest.h>

#include "boot/multiboot2.hpp"
#include "boot_information.hpp"
#include "rsdp.hpp"

namespace {

TEST(Multiboot2, MemoryCommandLineAndUnknownTags) {
    Information i;
    Machine m;
    i.tag(1, ByteBuilder().text("method=park").add('\0')).tag(99, ByteBuilder().zeros(3)).memory(0x100000, 0x1000, 1);
    EXPECT_EQ(multiboot2::parse(i.done(), m), "");
    EXPECT_EQ(m.command_line.view(), "method=park");
    ASSERT_EQ(m.memory.entries().size(), 1u);
    EXPECT_EQ(m.memory.entries()[0].range.base.value, 0x100000u);
}

TEST(Multiboot2, ACommandLineWithoutItsZeroEndsWithItsTag) {
    Information i;
    Machine m;
    i.tag(1, ByteBuilder().text("smt")).memory(0, 0x1000, 1);
    EXPECT_EQ(multiboot2::parse(i.done(), m), "");
    EXPECT_EQ(m.command_line.view(), "smt");
}

TEST(Multiboot2, ATooLongCommandLineIsRefusedNotCut) {
    Information i;
    Machine m;
    i.tag(1, ByteBuilder().text(std::string(1025, 'x'))).memory(0, 0x1000, 1);
    EXPECT_NE(multiboot2::parse(i.done(), m), "");
}

TEST(Multiboot2, TheFirstModuleIsKept) {
    Information i;
    Machine m;
    const auto module = [](uint32_t begin, uint32_t end) {
        return ByteBuilder().add(begin).add(end).text("x").add('\0');
    };
    i.tag(3, module(0x300000, 0x300000)).tag(3, module(0x200000, 0x200123)).tag(3, module(0x400000, 0x500000));
    i.memory(0, 0x1000, 1);
    EXPECT_EQ(multiboot2::parse(i.done(), m), "");
    EXPECT_EQ(m.module, (PhysRange{{0x200000}, 0x123})) << "and an empty one is none";
}

TEST(Multiboot2, WithoutMemoryMapThereIsNoStory) {
    Machine m;
    EXPECT_EQ(multiboot2::parse(Information().done(), m), "multiboot2: there is no memory map");
}

TEST(Multiboot2, SizesThatMakeNoSenseAreRefused) {
    Machine m;
    EXPECT_NE(multiboot2::parse({}, m), "");
    Information wraps;
    wraps.memory(~uint64_t{0} - 10, 0x1000, 1);
    EXPECT_NE(multiboot2::parse(wraps.done(), m), "");
    Information big;
    big.b.add<uint32_t>(6).add<uint32_t>(0xfffffff0);
    EXPECT_NE(multiboot2::parse(big.done(), m), "");
    Information narrow;
    narrow.tag(6, ByteBuilder().add<uint32_t>(0).add<uint32_t>(0));
    EXPECT_NE(multiboot2::parse(narrow.done(), m), "");
}

TEST(Multiboot2, EveryTruncationIsSurvived) {
    Information i;
    i.tag(1, ByteBuilder().text("method=park")).memory(0, 0x1000, 1);
    const auto whole = i.done();
    for (size_t n = 0; n < whole.size(); n++) {
        Machine m;
        (void)multiboot2::parse(whole.first(n), m); // ASan watches
    }
}

TEST(Multiboot2, TheLongestCommandLineFitsWhole) {
    Information i;
    Machine m;
    i.tag(1, ByteBuilder().text(std::string(1024, 'x'))).memory(0, 0x1000, 1);
    EXPECT_EQ(multiboot2::parse(i.done(), m), "");
    EXPECT_EQ(m.command_line.view().size(), 1024u);
}

TEST(Multiboot2, ACommandLineThatWouldWriteIntoTheLogIsRefused) {
    for (const char c : {'\n', '\r', '\x1b', '\x7f'}) {
        Information i;
        Machine m;
        i.tag(1, ByteBuilder().text("smt").add(c).text("# RESULT recovered")).memory(0, 0x1000, 1);
        EXPECT_EQ(multiboot2::parse(i.done(), m), "the command line has a control character");
    }
}

TEST(Multiboot2, TheRootWithAnXsdtWinsInAnyOrder) {
    const auto v1 = rsdp(0, 0x1000, 0), v2 = rsdp(2, 0x1000, 0x2000);
    for (const bool newer_first : {false, true}) {
        Information i;
        Machine m;
        i.tag(newer_first ? 15 : 14, newer_first ? v2 : v1).tag(newer_first ? 14 : 15, newer_first ? v1 : v2);
        i.memory(0, 0x1000, 1);
        EXPECT_EQ(multiboot2::parse(i.done(), m), "");
        EXPECT_TRUE(m.acpi_root.is_xsdt);
        EXPECT_EQ(m.acpi_root.address.value, 0x2000u);
    }
}

} // namespace
