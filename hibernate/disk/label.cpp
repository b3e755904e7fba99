#include "hibernate/disk/label.hpp"

#include <algorithm>
#include <cstddef>
#include <cstring>

#include "hibernate/disk/disk_format.hpp"
#include "kernel/base/hash.hpp"

namespace disk_format {
namespace {

constexpr size_t sector_size = 512;

Refusal refused(std::string_view why) {
    Refusal no;
    no.set("{}", why);
    return no;
}

template <typename T>
T read(std::span<const std::byte> bytes, size_t offset = 0) {
    T value{};
    memcpy(&value, bytes.data() + offset, sizeof(T));
    return value;
}

uint64_t checksum_of(const Reach& reach) {
    return hash(std::as_bytes(std::span(&reach, 1)).first(offsetof(Reach, checksum)));
}

// What a partition table would say of itself (UEFI: "GUID Partition Table Header", "Protective MBR"): GPT's header is
// the second sector of 512 or 4096 bytes, its backup the last of all; an MBR ends in 55 AA.
std::string_view partition_table_in(Block block) {
    constexpr uint64_t gpt_signature = 0x5452415020494645; // "EFI PART"
    for (size_t sector = 0; sector < page_size; sector += sector_size) {
        if (read<uint64_t>(block, sector) == gpt_signature) return "gpt";
    }
    return read<uint16_t>(block, sector_size - 2) == 0xaa55 ? "mbr" : "";
}

// Nothing, or what begins with this magic, the rest of its block being zero. No more may be asked of a header, as a
// power cut leaves its sectors partly old and partly new.
bool is_zero_or_ours(Block block, uint64_t magic, size_t size) {
    const bool begins = is_zero(block.first(sector_size)) || read<uint64_t>(block) == magic;
    return begins && is_zero(block.subspan(size));
}

} // namespace

bool is_zero(std::span<const std::byte> bytes) {
    uint64_t any = 0;
    size_t at = 0;
    for (; at + 8 <= bytes.size(); at += 8) any |= read<uint64_t>(bytes, at);
    for (; at < bytes.size(); at++) any |= std::to_integer<uint64_t>(bytes[at]);
    return any == 0;
}

Refusal judge_label(Block block, uint64_t disk_bytes) {
    const auto label = read<Label>(block);
    if (memcmp(label.text, label_text, sizeof(label.text)) != 0) return refused("disk-no-label");
    Refusal no;
    if (const auto table = partition_table_in(block); !table.empty()) no.set("disk-label-{}", table);
    else if (label.magic != Label::magic_value) no.set("disk-label-changed-in-block-0");
    else if (label.version != Label::current_version) no.set("disk-label-version-{}", label.version);
    else if (label.reserved != 0 || !is_zero(block.subspan(sizeof(label)))) no.set("disk-label-changed-in-block-0");
    else if (label.disk_bytes != disk_bytes || disk_bytes % page_size != 0 || disk_bytes <= 2 * end_blocks * page_size)
        no.set("disk-label-size");
    return no;
}

Refusal judge_end_block(uint64_t number, Block block, Block label) {
    const auto is_ours = [&] {
        switch (number) {
        case label_block: return memcmp(block.data(), label.data(), page_size) == 0;
        case header_block: return is_zero_or_ours(block, DiskHeader::magic_value, sizeof(DiskHeader));
        case commit_block: return is_zero_or_ours(block, Commit::magic_value, sizeof(Commit));
        case reach_block:
            return is_zero(block) ||
                   (is_zero(block.subspan(sizeof(Reach))) && never_written(block, read<Label>(label).id) > end_blocks);
        default: return is_zero(block);
        }
    };
    Refusal no;
    if (is_ours()) return no;
    if (const auto table = partition_table_in(block); table == "gpt") no.set("disk-label-gpt");
    else if (number == label_block) no.set("disk-label-changed-at-the-end");
    else no.set("disk-label-changed-in-block-{}", number);
    return no;
}

Reach reach_of(DiskId id, uint64_t end) {
    Reach r{Reach::magic_value, end, id, 0};
    r.checksum = checksum_of(r);
    return r;
}

uint64_t never_written(std::span<const std::byte> block, DiskId id) {
    if (block.size() < sizeof(Reach)) return end_blocks;
    const auto r = read<Reach>(block);
    const bool is_valid = r.magic == Reach::magic_value && r.id == id && r.checksum == checksum_of(r);
    return is_valid ? std::max(r.end, end_blocks) : end_blocks;
}

} // namespace disk_format
