// Is a disk ours to overwrite? Pure, host-tested and fuzzed. The rule and its reasons: hibernate/disk/disk_format.hpp.
#pragma once

#include <array>
#include <span>

#include "hibernate/image/image.hpp"

namespace disk_format {

inline constexpr uint64_t label_block = 0, header_block = 1, commit_block = 2, reach_block = 3;
inline constexpr uint64_t end_blocks = 256; // a MiB at the disk's start, and one at its end

struct DiskId { // drawn when the disk was labelled
    std::array<std::byte, 16> bytes;
    friend constexpr bool operator==(const DiskId&, const DiskId&) = default;
};

// All of block 0, and once more of the last block: what follows it there is zero. Counterpart:
// scripts/handoff/run/disk.py.
struct Label {
    static constexpr uint64_t magic_value = 0x6c656261'6c64464f;
    static constexpr uint32_t current_version = 2;
    char text[32]; // "Handoff disk: may be overwritten"
    uint64_t magic;
    uint32_t version;
    uint32_t reserved;
    uint64_t disk_bytes; // whole blocks: a disk of another size is another disk
    DiskId id;
};
static_assert(sizeof(Label) == 72);
inline constexpr char label_text[] = "Handoff disk: may be overwritten";
static_assert(sizeof(label_text) - 1 == sizeof(Label::text));

// How far this kernel has ever written: blocks from the first MiB's end up to here are ours, whatever is in them.
struct Reach {
    static constexpr uint64_t magic_value = 0x4843414552464f48; // "HOFREACH"
    uint64_t magic;
    uint64_t end; // block
    DiskId id;
    uint64_t checksum; // hash() of all before
};
static_assert(sizeof(Reach) <= 512); // which every disk writes whole or not at all
Reach reach_of(DiskId id, uint64_t end);
// Where the blocks begin that this kernel has never written, by the block that is to hold a Reach.
uint64_t never_written(std::span<const std::byte> block, DiskId id);

using Block = std::span<const std::byte, page_size>;

bool is_zero(std::span<const std::byte> bytes);

// Block 0: empty if it is the label of a disk of this size and nothing besides, else what it is.
Refusal judge_label(Block block, uint64_t disk_bytes);
// Any other block of the first or the last MiB of a disk with this label: empty if it is as we left it.
Refusal judge_end_block(uint64_t number, Block block, Block label);

// The whole rule. `read(block, bytes)` reads blocks into all of `bytes`, the memory at `scratch`, and returns what went
// wrong.
template <typename Read>
Refusal judge_ends(uint64_t disk_bytes, std::span<std::byte> scratch, std::span<std::byte, page_size> label,
                   Read read) {
    if (disk_bytes < page_size) return judge_label(label, disk_bytes);
    if (const Refusal e = read(label_block, std::span<std::byte>(label)); !e.empty()) return e;
    if (const Refusal no = judge_label(label, disk_bytes); !no.empty()) return no;
    const uint64_t chunk = scratch.size() / page_size;
    for (const uint64_t first : {uint64_t{0}, disk_bytes / page_size - end_blocks}) {
        for (uint64_t at = first; at < first + end_blocks; at += chunk) {
            if (const Refusal e = read(at, scratch); !e.empty()) return e;
            for (uint64_t i = 0; i < chunk; i++) {
                const Block block(scratch.data() + i * page_size, page_size);
                const bool is_last = at + i == disk_bytes / page_size - 1;
                if (const Refusal no = judge_end_block(is_last ? label_block : at + i, block, label); !no.empty())
                    return no;
            }
        }
    }
    return {};
}

} // namespace disk_format
