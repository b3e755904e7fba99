// What one kernel writes and another reads, hashes or compares byte by byte has no padding: padding has no value.
#include <gtest/gtest.h>

#include <type_traits>

#include "hibernate/disk/disk_format.hpp"
#include "kernel/cpu/descriptors.hpp"
#include "smp/safe/copy_step.hpp"

namespace {

template <typename T>
constexpr bool every_byte_counts = std::has_unique_object_representations_v<T>;

static_assert(every_byte_counts<MemoryMapEntry>, "MemoryMap::digest()");
static_assert(every_byte_counts<ImageHeader> && every_byte_counts<ImageExtent>, "header_checksum()");
static_assert(every_byte_counts<disk_format::DiskHeader> && every_byte_counts<disk_format::Label>, "disk checksums");
static_assert(every_byte_counts<CopyStep>);

TEST(RecordLayouts, TheImageHeaderIsWhereOtherBuildsLookForIt) {
    // Version and build are read from images of any build, so these may never move.
    EXPECT_EQ(offsetof(ImageHeader, magic), 0u);
    EXPECT_EQ(offsetof(ImageHeader, version), 8u);
    EXPECT_EQ(offsetof(ImageHeader, header_bytes), 12u);
    EXPECT_EQ(offsetof(ImageHeader, checksum), 16u);
    EXPECT_EQ(offsetof(ImageHeader, build_id), 24u);
}

TEST(RecordLayouts, TheDiskHeaderIsWhereOtherBuildsLookForIt) {
    EXPECT_EQ(offsetof(disk_format::DiskHeader, magic), 0u);
    EXPECT_EQ(offsetof(disk_format::DiskHeader, version), 8u);
    EXPECT_EQ(offsetof(disk_format::DiskHeader, checksum), 16u);
    EXPECT_EQ(offsetof(disk_format::Commit, magic), 0u);
    EXPECT_EQ(offsetof(disk_format::Commit, header), 8u);
    EXPECT_EQ(offsetof(disk_format::Commit, state), 16u);
}

TEST(RecordLayouts, ATaskStateSegmentIsAsTheManualDrawsIt) {
    EXPECT_EQ(offsetof(Tss64, rsp), 4u);
    EXPECT_EQ(offsetof(Tss64, ist), 36u);
    EXPECT_EQ(offsetof(Tss64, io_map_base), 102u);
}

TEST(RecordLayouts, SelectorsAreTheOffsetsOfTheirDescriptors) {
    EXPECT_EQ(offsetof(Gdt, code64), selector::code64);
    EXPECT_EQ(offsetof(Gdt, data), selector::data);
    EXPECT_EQ(offsetof(Gdt, code32), selector::code32);
    EXPECT_EQ(offsetof(Gdt, tss_low), selector::tss);
}

} // namespace
