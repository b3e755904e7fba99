// Witness pages: ordinary memory that B fills before the image is written and compares, page by page, after resume.
//
// Every 64-bit word is its own physical address, so that a wrong one tells where it came from; the first word of a page
// is XORed with the image's nonce, so that an old page is as wrong as a foreign one.
#pragma once

#include <span>

#include "kernel/base/tally.hpp"
#include "kernel/memory/memory_map.hpp"

namespace witness {
// Pure over one page's words.
inline constexpr size_t words = page_size / 8;

constexpr void fill_page(std::span<uint64_t, words> page, PhysAddr address, uint64_t nonce) {
    for (size_t i = 0; i < words; i++) page[i] = address.value + 8 * i;
    page[0] ^= nonce;
}

constexpr bool page_is_intact(std::span<const uint64_t, words> page, PhysAddr address, uint64_t nonce) {
    uint64_t difference = page[0] ^ nonce ^ address.value;
    for (size_t i = 1; i < words; i++) difference |= page[i] ^ (address.value + 8 * i);
    return difference == 0;
}

void fill(std::span<const PhysRange> ranges, uint64_t nonce);
// Pages that are intact, of all; prints one that is not, and the ranges that were compared.
Tally check(std::span<const PhysRange> ranges, uint64_t nonce);
} // namespace witness
