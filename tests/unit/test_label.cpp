#include <gtest/gtest.h>

#include "hibernate/disk/disk_name.hpp"
#include "labelled_disk.hpp"

using namespace disk_format;

namespace {

constexpr size_t size = LabelledDisk::blocks * page_size;
constexpr size_t mib = 1 << 20;

TEST(DiskLabel, ALabelledDiskIsOurs) { EXPECT_EQ(LabelledDisk().judge(), ""); }

TEST(DiskLabel, WhatWeWroteOurselvesIsOurs) {
    LabelledDisk d;
    DiskHeader h{};
    h.magic = DiskHeader::magic_value;
    h.raw_pages = 77;
    seal(h);
    d.put(header_block * page_size, h);
    d.put(commit_block * page_size, commit_of(h, State::Used));
    d.put(reach_block * page_size, reach_of(d.label.id, 300));
    d.bytes[mib] = std::byte{1};
    d.bytes[size - mib - 1] = std::byte{1};
    EXPECT_EQ(d.judge(), "");
}

TEST(DiskLabel, EveryBitOfBothEndsCounts) {
    LabelledDisk d;
    for (size_t at = 0; at < size; at++) {
        if (at == mib) at = size - mib;
        // Each byte of the labels; of the rest, which takes long, one in a block and the last.
        const bool in_label = at < sizeof(Label) || (at >= size - page_size && at < size - page_size + sizeof(Label));
        if (!in_label && at % page_size != 3000 && at != size - 1) continue;
        d.bytes[at] ^= std::byte{0x10};
        EXPECT_NE(d.judge(), "") << at;
        d.bytes[at] ^= std::byte{0x10};
    }
    EXPECT_EQ(d.judge(), "");
}

TEST(DiskLabel, NothingIsSaidOfADiskWithoutOne) {
    LabelledDisk d;
    d.put_text(0, "precious");
    EXPECT_EQ(d.judge(), "disk-no-label");
    d.bytes.resize(512);
    EXPECT_EQ(d.judge(), "disk-no-label");
}

TEST(DiskLabel, PartitionTablesAreNamed) {
    const auto judge = [](size_t at, std::string_view text) {
        LabelledDisk d;
        d.put_text(at, text);
        return d.judge();
    };
    EXPECT_EQ(judge(510, "\x55\xaa"), "disk-label-mbr");
    EXPECT_EQ(judge(512, "EFI PART"), "disk-label-gpt");
    EXPECT_EQ(judge(4096, "EFI PART"), "disk-label-gpt");
    EXPECT_EQ(judge(size - 512, "EFI PART"), "disk-label-gpt");
    EXPECT_EQ(judge(size - 4096, "EFI PART"), "disk-label-gpt");
}

// Where others look for themselves. wipefs and libblkid know the same places.
TEST(DiskLabel, SignaturesOfOthersAreSeenWhereverTheyLie) {
    struct Signature {
        const char* of;
        size_t at;
        std::string_view text;
    };
    constexpr Signature all[] = {
        {"ext4", 1024 + 56, "\x53\xef"},       {"swap", 4086, "SWAPSPACE2"},    {"lvm", 512, "LABELONE"},
        {"btrfs", 0x10040, "_BHRfS_M"},        {"iso9660", 0x8001, "CD001"},    {"udf", 256 * 2048, "\x02"},
        {"md 1.2", 4096, "\xfc\x4e\x2b\xa9"},  {"f2fs", 1024, "\x10\x20\xf5"},  {"reiserfs", 0x10034, "ReIsEr"},
        {"md 1.0", size - 8192, "\xfc\x4e"},   {"luks2 copy", 16384, "SKUL"},   {"bcache", 4096 + 24, "\xc6\x85"},
        {"md 0.90", size - 65536, "\xfc\x4e"}, {"zfs label 0", 131072, "\x0c"}, {"zfs label 3", size - 131072, "\x0c"},
        {"drbd", size - 4096 + 60, "\x83\x74"}};
    for (const Signature& s : all) {
        LabelledDisk d;
        d.put_text(s.at, s.text);
        EXPECT_TRUE(d.judge().starts_with("disk-label-changed")) << s.of << ": " << d.judge();
    }
}

TEST(DiskLabel, AnotherSizeIsAnotherDisk) {
    LabelledDisk longer, shorter, older;
    longer.bytes.resize(size + page_size);
    EXPECT_EQ(longer.judge(), "disk-label-size");
    shorter.bytes.resize(size - page_size);
    EXPECT_EQ(shorter.judge(), "disk-label-size");
    older.label.version = 1;
    older.put(0, older.label);
    EXPECT_EQ(older.judge(), "disk-label-version-1");
}

TEST(DiskLabel, BothEndsAreOfOneDisk) {
    LabelledDisk d;
    d.label.id.bytes[0] = std::byte{1};
    d.put(size - page_size, d.label);
    EXPECT_EQ(d.judge(), "disk-label-changed-at-the-end");
}

TEST(DiskReach, IsBelievedOnlyOfThisDiskAndWhole) {
    const DiskId mine{{std::byte{1}}}, other{{std::byte{2}}};
    Reach r = reach_of(mine, 1000);
    const auto block = std::as_bytes(std::span(&r, 1));
    EXPECT_EQ(never_written(block, mine), 1000u);
    EXPECT_EQ(never_written(block, other), end_blocks);
    r.end++;
    EXPECT_EQ(never_written(block, mine), end_blocks);
    r = reach_of(mine, 3);
    EXPECT_EQ(never_written(block, mine), end_blocks);
}

TEST(DiskReach, OfAnotherDiskIsNotOurs) {
    LabelledDisk d;
    d.put(reach_block * page_size, reach_of(DiskId{}, 300));
    EXPECT_EQ(d.judge(), "disk-label-changed-in-block-3");
}

TEST(DiskName, ControllerAndNamespace) {
    EXPECT_EQ(parse_disk_name("nvme12n3"), (DiskName{12, 3}));
    for (const char* wrong : {"", "sda", "nvme", "nvmen1", "nvme0n", "nvme0n0", "nvme0n1p1", "nvme0n12345", "xnvme0n1"})
        EXPECT_FALSE(parse_disk_name(wrong)) << wrong;
}

} // namespace
