#include "hibernate/disk/nvme_types.hpp"

#include <cstring>

namespace nvme {

std::optional<NamespaceGeometry> parse_namespace(std::span<const std::byte> data) {
    constexpr size_t nsze = 0, flbas = 26, lba_formats = 128; // Base 1.4, "Identify Namespace Data Structure"
    if (data.size() < 4096) return std::nullopt;
    uint64_t blocks = 0;
    memcpy(&blocks, data.data() + nsze, sizeof(blocks));
    const auto format = std::to_integer<uint32_t>(data[flbas]) & 0xf;
    uint32_t lba_format = 0;
    memcpy(&lba_format, data.data() + lba_formats + 4 * format, sizeof(lba_format));
    const uint32_t metadata = lba_format & 0xffff, shift = lba_format >> 16 & 0xff;
    if (blocks == 0 || metadata != 0 || shift < 9 || shift > 12) return std::nullopt;
    if (blocks > (uint64_t{1} << 62) >> shift) return std::nullopt; // no such disk: bytes must be countable
    return NamespaceGeometry{blocks, 1u << shift};
}

} // namespace nvme
