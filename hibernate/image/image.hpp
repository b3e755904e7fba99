// The image's format, and the judgement whether one may be resumed. Pure, host-tested and fuzzed.
//
//   ImageHeader | ImageExtent[extent_count] | uint32_t apic_ids[cpu_count] | to the next page | payload by extents
#pragma once

#include <span>

#include "kernel/base/chunked_hash.hpp"
#include "kernel/base/text.hpp"
#include "kernel/memory/memory_map.hpp"

struct ImageExtent {
    uint64_t destination; // physical, page-aligned
    uint64_t bytes;       // whole pages
    uint64_t payload;     // offset from the header's first byte, page-aligned
    uint64_t checksum;    // chunked_hash() of the payload
    friend constexpr bool operator==(const ImageExtent&, const ImageExtent&) = default;
};

// Where B goes on: what the copier and method=jmp need to know of it.
struct ImageEntry {
    uint64_t resume;   // virtual: resume_entry (hibernate/image/context.asm)
    uint64_t context;  // virtual: its argument
    uint64_t ap_start; // virtual: smp/ap_start.asm
    uint32_t cr3;
    uint32_t ap_table; // physical
};

struct BuildId {
    uint8_t bytes[20];
    uint8_t padding[4];
    friend constexpr bool operator==(const BuildId&, const BuildId&) = default;
};

struct ImageHeader {
    static constexpr uint64_t magic_value = 0x46464f444e414821; // "!HANDOFF" read as text
    static constexpr uint32_t current_version = 4;
    static constexpr uint32_t max_extents = 64; // the copier's list has room for them
    uint64_t magic;
    uint32_t version;
    uint32_t header_bytes; // header, extents and APIC ids
    uint64_t checksum;     // hash() of those header_bytes with this field 0
    BuildId build_id;
    uint64_t nonce;
    uint64_t memory_digest; // MemoryMap::digest()
    uint32_t generation;    // B's
    uint32_t slot;          // B's
    uint32_t cpu_count;
    uint32_t extent_count;
    uint64_t page_count;
    uint64_t total_bytes; // header and payload
    ImageEntry entry;
    PhysRange safe; // the safe pages
};
static_assert(sizeof(ImageHeader) % 8 == 0);

std::span<const ImageExtent> extents_of(const ImageHeader& header);
std::span<const uint32_t> apic_ids_of(const ImageHeader& header);
constexpr uint64_t image_header_bytes(size_t extents, size_t cpus) {
    return sizeof(ImageHeader) + sizeof(ImageExtent) * extents + sizeof(uint32_t) * cpus;
}
// Computes the header's checksum; whoever changes the header calls it last.
uint64_t header_checksum(const ImageHeader& header);

// The machine that wants to resume, to hold against the image.
struct ImageExpectation {
    BuildId build_id;
    uint64_t nonce;
    const MemoryMap* memory;
    std::span<const uint32_t> apic_ids;
    PhysRange safe, store;
    PhysAddr trampoline; // B's: the one page below 1 MiB that an image may hold
};

using Refusal = FixedText<64>; // one word with hyphens; empty: accepted

// Everything but the payload; then, of an image whose header was accepted, the payload's checksums. `image` begins with
// the header, at a multiple of 8. Nothing outside `image` is read, whatever it says. `checksum` is chunked_hash(), by
// whoever can do it fastest.
Refusal judge_header(std::span<const std::byte> image, const ImageExpectation& expected);
Refusal judge_payload(std::span<const std::byte> image,
                      uint64_t (*checksum)(std::span<const std::byte>) = chunked_hash);
