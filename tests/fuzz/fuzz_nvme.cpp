// What a controller says of a namespace, and what a BAR says of itself: refused, or usable without an overflow. The
// input is Identify Namespace data; its first two dwords serve as a BAR, too.
#include "hibernate/disk/nvme_types.hpp"
#include "kernel/device/pci.hpp"
#include "tests/fuzz/target.hpp"

namespace {

constexpr size_t identify_bytes = 4096;

ByteBuilder identify(uint64_t blocks, uint32_t lba_format) {
    ByteBuilder b;
    return b.add(blocks).zeros(identify_bytes - sizeof(blocks)).put(128, lba_format);
}

} // namespace

std::vector<ByteBuilder> seeds() {
    ByteBuilder bar;
    bar.add<uint32_t>(0xfebf0004).add<uint32_t>(0x10);
    return {identify(131072, 9u << 16), identify(16384, 12u << 16), identify(1, 9u << 16 | 8), bar};
}

void examine(std::span<const std::byte> input) {
    if (const auto g = nvme::parse_namespace(input)) {
        require(input.size() >= identify_bytes && g->blocks > 0);
        require(g->block_size >= 512 && g->block_size <= page_size && page_size % g->block_size == 0);
        require(g->blocks <= ~uint64_t{0} / g->block_size);
    }
    uint32_t words[2];
    if (input.size() < sizeof(words)) return;
    memcpy(words, input.data(), sizeof(words));
    if (const auto bar = pci::decode_bar(words[0], words[1])) require(bar->value != 0);
}
