#include "hibernate/disk_format.hpp"

#include <cstring>

#include "kernel/hash.hpp"

namespace disk_format {
namespace {

uint64_t checksum_of(const DiskHeader& header) {
    DiskHeader copy = header;
    copy.checksum = 0;
    return hash(std::as_bytes(std::span(&copy, 1)));
}

uint64_t blocks_for(uint64_t bytes) { return align_up(bytes, page_size) / page_size; }

// What makes a header one of ours; nothing of an invalid one may be believed.
bool is_valid(const DiskHeader& h) {
    return h.magic == DiskHeader::magic_value && h.version == DiskHeader::current_version &&
           h.checksum == checksum_of(h);
}

// All but state and checksum.
bool describe_the_same(DiskHeader a, DiskHeader b) {
    a.state = b.state;
    a.checksum = b.checksum;
    return memcmp(&a, &b, sizeof(a)) == 0;
}

constexpr uint64_t sane_limit = uint64_t{1}
                                << 46; // more bytes than any image has: sums of such numbers do not overflow

} // namespace

uint64_t DiskHeader::page_map_block() const { return image_block + blocks_for(image_header_bytes); }
uint64_t DiskHeader::raw_block() const { return page_map_block() + blocks_for(page_count * sizeof(uint64_t)); }
uint64_t DiskHeader::blocks() const { return raw_block() + raw_pages; }

void seal(DiskHeader& header) { header.checksum = checksum_of(header); }

bool is_label(std::span<const std::byte> block) {
    Label label{};
    if (block.size() < sizeof(label)) return false;
    memcpy(&label, block.data(), sizeof(label));
    return memcmp(label.text, label_text, sizeof(label.text)) == 0 && label.magic == Label::magic_value &&
           label.version == 1;
}

Judgement judge(std::span<const std::byte> first, std::span<const std::byte> second, const BuildId& build,
                uint64_t memory_digest, uint64_t disk_blocks, bool again) {
    Judgement j;
    DiskHeader a{}, b{};
    if (first.size() < sizeof(a) || second.size() < sizeof(b)) return j;
    memcpy(&a, first.data(), sizeof(a));
    memcpy(&b, second.data(), sizeof(b));
    const auto all_zero = [](std::span<const std::byte> block) {
        for (const std::byte byte : block) {
            if (byte != std::byte{0}) return false;
        }
        return true;
    };
    // Zero in the second header is what a power cut while writing leaves: there is no image, and that is no error.
    if (all_zero(second)) {
        j.refusal.set("no-image");
        return j;
    }
    j.has_image = true;
    if (!is_valid(a) || !is_valid(b) || !describe_the_same(a, b) ||
        (b.state != State::Committed && b.state != State::Used))
        j.refusal.set("disk-header-torn");
    else if (b.build_id != build) j.refusal.set("build-id");
    else if (b.memory_digest != memory_digest) j.refusal.set("memory-map");
    else if (b.page_count > sane_limit || b.raw_pages > b.page_count || b.image_header_bytes > sane_limit)
        j.refusal.set("disk-header-size");
    else if (b.blocks() > disk_blocks) j.refusal.set("disk-shorter-than-image");
    else if (b.state == State::Used && !again) j.refusal.set("image-used");
    return j;
}

uint64_t map_entry_of(std::span<const uint64_t, page_size / 8> page) {
    for (const uint64_t word : page) {
        if (word != page[0]) return raw_page;
    }
    return page[0];
}

} // namespace disk_format
