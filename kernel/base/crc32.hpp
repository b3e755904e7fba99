// CRC-32 as Ethernet, zip and PNG have it (IEEE 802.3, "Frame Check Sequence"): every language has a function for it,
// so whoever reads a result can check it. It finds accidents, not forgeries. Pure, host-tested.
#pragma once

#include <cstdint>
#include <string_view>

// Of `text` behind what had the CRC `before`.
constexpr uint32_t crc32(std::string_view text, uint32_t before = 0) {
    constexpr uint32_t polynomial = 0xedb88320; // its bits reversed: the lowest is sent first
    uint32_t crc = ~before;
    for (const char c : text) {
        crc ^= static_cast<uint8_t>(c);
        for (int bit = 0; bit < 8; bit++) crc = crc >> 1 ^ ((crc & 1) != 0 ? polynomial : 0);
    }
    return ~crc;
}
