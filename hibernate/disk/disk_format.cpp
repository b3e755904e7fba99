#include "hibernate/disk/disk_format.hpp"

#include <cstddef>
#include <cstring>

#include "kernel/base/hash.hpp"

namespace disk_format {
namespace {

uint64_t checksum_of(const DiskHeader& header) {
    DiskHeader copy = header;
    copy.checksum = 0;
    return hash(std::as_bytes(std::span(&copy, 1)));
}

uint64_t blocks_for(uint64_t bytes) { return align_up(bytes, page_size) / page_size; }

uint64_t checksum_of(const Commit& commit) {
    return hash(std::as_bytes(std::span(&commit, 1)).first(offsetof(Commit, checksum)));
}

// Nothing of a header or a commit that is not valid may be believed.
bool is_valid(const DiskHeader& h) { return h.magic == DiskHeader::magic_value && h.checksum == checksum_of(h); }
bool is_valid(const Commit& c) {
    return c.magic == Commit::magic_value && c.checksum == checksum_of(c) &&
           (c.state == State::Committed || c.state == State::Used);
}

constexpr uint64_t sane_limit = uint64_t{1}
                                << 46; // more bytes than any image has: sums of such numbers do not overflow

} // namespace

uint64_t DiskHeader::page_map_block() const { return image_block + blocks_for(image_header_bytes); }
uint64_t DiskHeader::raw_block() const { return page_map_block() + blocks_for(page_count * sizeof(uint64_t)); }
uint64_t DiskHeader::end() const { return raw_block() + raw_pages; }
uint64_t DiskHeader::blocks() const { return end() + end_blocks; }

void seal(DiskHeader& header) { header.checksum = checksum_of(header); }

Commit commit_of(const DiskHeader& header, State state) {
    Commit c{Commit::magic_value, header.checksum, state, 0, 0};
    c.checksum = checksum_of(c);
    return c;
}

Judgement judge(std::span<const std::byte> header, std::span<const std::byte> commit, const BuildId& build,
                uint64_t memory_digest, DiskId disk, uint64_t disk_blocks, bool again) {
    Judgement j;
    DiskHeader h{};
    Commit c{};
    if (header.size() < sizeof(h) || commit.size() < sizeof(c)) return j;
    memcpy(&h, header.data(), sizeof(h));
    memcpy(&c, commit.data(), sizeof(c));
    // Zero is what a power cut while writing leaves: there is no image, and that is no error.
    if (is_zero(commit)) {
        j.refusal.set("no-image");
        return j;
    }
    j.has_image = true;
    if (h.magic == DiskHeader::magic_value && h.version != DiskHeader::current_version)
        j.refusal.set("disk-header-version");
    else if (!is_valid(h) || !is_valid(c) || c.header != h.checksum) j.refusal.set("disk-header-torn");
    else if (h.disk != disk) j.refusal.set("disk-header-of-another-disk");
    else if (h.build_id != build) j.refusal.set("build-id");
    else if (h.memory_digest != memory_digest) j.refusal.set("memory-map");
    else if (h.page_count > sane_limit || h.raw_pages > h.page_count || h.image_header_bytes > sane_limit)
        j.refusal.set("disk-header-size");
    else if (h.blocks() > disk_blocks) j.refusal.set("disk-shorter-than-image");
    else if (c.state == State::Used && !again) j.refusal.set("image-used");
    return j;
}

uint64_t map_entry_of(std::span<const uint64_t, page_size / 8> page) {
    for (const uint64_t word : page) {
        if (word != page[0]) return raw_page;
    }
    return page[0];
}

} // namespace disk_format
