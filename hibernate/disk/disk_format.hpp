// What lies on the disk, when the disk is ours, and when an image on it is whole. Pure, host-tested and fuzzed.
//
//   4 KiB block 0     label: that the kernel may overwrite this disk, how large it is, its id (label.hpp)
//               1     header: describes the image that is being, or was, written
//               2     commit: that this header's image is whole, or used. Zero while writing
//               3     reach: how far this kernel has ever written
//        4 … 255      zero
//             256     ImageHeader, extents, APIC ids (hibernate/image/image.hpp), to the next block
//        then         page map: one word a page, in the image's order: raw_page, or the word that fills the page
//        then         the raw pages
//   last 256 blocks   zero, but the last of all: the label once more
//
// Is the disk ours? A user may have used it for something else since, and the label may still be there: sfdisk and
// pvcreate keep the first 440 bytes, a RAID superblock at the end keeps everything there, a program's own data
// everything else. So:
//
//   1. Every byte of the first and the last MiB is as we left it, or nothing at all is written. What says what a disk
//      holds lies there: MBR, GPT and its backup, LVM, LUKS, md and ZFS at both ends, the superblocks of file systems
//      (btrfs at 64 KiB is among the latest; UDF at 512 KiB), and so whatever makes a partition visible.
//   2. A block in between is overwritten only if it is zero, or this kernel has written there before (reach).
//
// What this cannot see: somebody who wrote into the middle, among the blocks of an earlier image, and left both ends
// alone.
//
// A power cut at any moment leaves the commit zero (no image) or a whole image committed: it is written when all the
// rest has been flushed, and it lies within the 512 bytes that every disk writes whole or not at all. So does the
// reach, which is flushed before the first block that it claims is written.
#pragma once

#include "hibernate/disk/label.hpp"
#include "hibernate/life/life.hpp"

namespace disk_format {

inline constexpr uint64_t image_block = end_blocks;

struct DiskHeader {
    static constexpr uint64_t magic_value = 0x4b53494446464f48; // "HOFFDISK"
    static constexpr uint32_t current_version = 3;
    uint64_t magic;
    uint32_t version;
    uint32_t reserved;
    uint64_t checksum; // hash() of the header with this field 0
    BuildId build_id;
    uint64_t memory_digest, nonce;
    uint32_t generation;
    uint32_t padding;
    uint64_t image_header_bytes, page_count, raw_pages;
    Placement placement; // of the life that wrote it; all later lives keep it
    DiskId disk;
    uint64_t end() const;    // the first 4 KiB block behind the image
    uint64_t blocks() const; // that the disk must have: the last MiB is not the image's
    uint64_t page_map_block() const;
    uint64_t raw_block() const;
};
static_assert(sizeof(DiskHeader) <= page_size);

enum class State : uint32_t { Committed = 2, Used = 3 };

struct Commit {
    static constexpr uint64_t magic_value = 0x454e4f4446464f48; // "HOFFDONE"
    uint64_t magic;
    uint64_t header; // checksum of the header that it is about
    State state;
    uint32_t reserved;
    uint64_t checksum; // hash() of all before
};
static_assert(sizeof(Commit) <= 512);

void seal(DiskHeader& header);
Commit commit_of(const DiskHeader& header, State state);

struct Judgement {
    bool has_image = false; // something was begun or committed here, whole or not
    Refusal refusal;        // empty: a whole image that may be resumed
};
// Both blocks, as read. `again`: a used image may be resumed once more.
Judgement judge(std::span<const std::byte> header, std::span<const std::byte> commit, const BuildId& build,
                uint64_t memory_digest, DiskId disk, uint64_t disk_blocks, bool again);

// A page of one repeated word is stored as that word; a page that consists of raw_page words is stored raw.
inline constexpr uint64_t raw_page = 0xbadc0ffee0ddf00d;
uint64_t map_entry_of(std::span<const uint64_t, page_size / 8> page);

} // namespace disk_format
