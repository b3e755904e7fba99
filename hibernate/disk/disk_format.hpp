// What lies on the disk, and when it is a whole image. Pure, host-tested and fuzzed.
//
//   4 KiB block 0   label: without it the disk is never written (scripts/handoff/run/disk.py writes it)
//               1   header: describes the image that is being, or was, written
//               2   commit: that this header's image is whole, or used. Zero while writing
//               3   ImageHeader, extents, APIC ids (hibernate/image/image.hpp), to the next block
//        then       page map: one word a page, in the image's order: raw_page, or the word that fills the page
//        then       the raw pages
//
// A power cut at any moment leaves the commit zero (no image) or a whole image committed: it is written when all the rest
// has been flushed, and it lies within the 512 bytes that every disk writes whole or not at all.
#pragma once

#include "hibernate/image/image.hpp"
#include "hibernate/life/life.hpp"

namespace disk_format {

inline constexpr uint64_t label_block = 0, header_block = 1, commit_block = 2, image_block = 3;

struct Label {
    static constexpr uint64_t magic_value =
        0x6c656261'6c64464f; // with `text`, counterpart: scripts/handoff/run/disk.py
    char text[32];           // "Handoff disk: may be overwritten"
    uint64_t magic;
    uint32_t version;
    uint32_t reserved;
};
inline constexpr char label_text[] = "Handoff disk: may be overwritten";
static_assert(sizeof(label_text) - 1 == sizeof(Label::text));

struct DiskHeader {
    static constexpr uint64_t magic_value = 0x4b53494446464f48; // "HOFFDISK"
    static constexpr uint32_t current_version = 2;
    uint64_t magic;
    uint32_t version;
    uint32_t reserved;
    uint64_t checksum; // hash() of the header with this field 0
    BuildId build_id;
    uint64_t memory_digest, nonce;
    uint32_t generation;
    uint32_t padding;
    uint64_t image_header_bytes, page_count, raw_pages;
    Placement placement;     // of the life that wrote it; all later lives keep it
    uint64_t blocks() const; // 4 KiB blocks on the disk, from block 0 on
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

bool is_label(std::span<const std::byte> block);

struct Judgement {
    bool has_image = false; // something was begun or committed here, whole or not
    Refusal refusal;        // empty: a whole image that may be resumed
};
// Both blocks, as read. `again`: a used image may be resumed once more.
Judgement judge(std::span<const std::byte> header, std::span<const std::byte> commit, const BuildId& build,
                uint64_t memory_digest, uint64_t disk_blocks, bool again);

// A page of one repeated word is stored as that word; a page that consists of raw_page words is stored raw.
inline constexpr uint64_t raw_page = 0xbadc0ffee0ddf00d;
uint64_t map_entry_of(std::span<const uint64_t, page_size / 8> page);

} // namespace disk_format
