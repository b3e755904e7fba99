#include <gtest/gtest.h>

#include "boot/multiboot2.hpp"
#include "bytes.hpp"

namespace {

struct Information {
    ByteBuilder b;
    Information() { b.zeros(8); }
    Information& tag(uint32_t type, const ByteBuilder& body) {
        b.add(type).add<uint32_t>(static_cast<uint32_t>(8 + body.size()));
        for (const std::byte byte : body.view()) b.add(byte);
        b.zeros((8 - b.size() % 8) % 8);
        return *this;
    }
    Information& memory(uint64_t base, uint64_t size, uint32_t type) {
        return tag(6, ByteBuilder().add<uint32_t>(24).add<uint32_t>(0).add(base).add(size).add(type).add<uint32_t>(0));
    }
    std::span<const std::byte> done() {
        tag(0, {});
        return b.put<uint32_t>(0, static_cast<uint32_t>(b.size())).view();
    }
};

TEST(Multiboot2, MemoryCommandLineAndUnknownTags) {
    Information i;
    Machine m;
    i.tag(1, ByteBuilder().text("handoff=park").add('\0')).tag(99, ByteBuilder().zeros(3)).memory(0x100000, 0x1000, 1);
    EXPECT_EQ(multiboot2::parse(i.done(), m), "");
    EXPECT_EQ(m.command_line.view(), "handoff=park");
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
    i.tag(1, ByteBuilder().text("handoff=park")).memory(0, 0x1000, 1);
    const auto whole = i.done();
    for (size_t n = 0; n < whole.size(); n++) {
        Machine m;
        (void)multiboot2::parse(whole.first(n), m); // ASan watches
    }
}

} // namespace
