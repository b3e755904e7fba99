// Witness pages: ordinary memory that B fills before the image is written and compares, page by page, after resume.
//
// Every 64-bit word is its own physical address, so that a wrong one tells where it came from; the first word of a page
// is XORed with the image's nonce, so that an old page is as wrong as a foreign one.
#pragma once

#include <bit>
#include <span>

#include "kernel/base/tally.hpp"
#include "kernel/memory/memory_map.hpp"

namespace witness {
// Pure over one page's words.
inline constexpr size_t words = page_size / 8;

constexpr uint64_t word_of(PhysAddr page, size_t index, uint64_t nonce) {
    return (page.value + 8 * index) ^ (index == 0 ? nonce : 0);
}

constexpr void fill_page(std::span<uint64_t, words> page, PhysAddr address, uint64_t nonce) {
    for (size_t i = 0; i < words; i++) page[i] = word_of(address, i, nonce);
}

constexpr bool page_is_intact(std::span<const uint64_t, words> page, PhysAddr address, uint64_t nonce) {
    uint64_t difference = page[0] ^ nonce ^ address.value;
    for (size_t i = 1; i < words; i++) difference |= page[i] ^ (address.value + 8 * i);
    return difference == 0;
}

// A device that wrote there is told from a bug by where it began, how much it wrote, and what.
struct Difference {
    PhysAddr first_byte; // and last: what differs, whole pages of it or a few bytes
    PhysAddr last_byte;
    uint64_t expected = 0, found = 0; // the word that has the first of them
};
// Of a page that is not intact.
constexpr Difference difference_in(std::span<const uint64_t, words> page, PhysAddr address, uint64_t nonce) {
    Difference d;
    bool any = false;
    for (size_t i = 0; i < words; i++) {
        const uint64_t expected = word_of(address, i, nonce), wrong = page[i] ^ expected;
        if (wrong == 0) continue;
        const PhysAddr word = address + 8 * i;
        if (!any) d = {word + static_cast<uint64_t>(std::countr_zero(wrong)) / 8, {}, expected, page[i]};
        any = true;
        d.last_byte = word + (63 - static_cast<uint64_t>(std::countl_zero(wrong))) / 8;
    }
    return d;
}

void fill(std::span<const PhysRange> ranges, uint64_t nonce);
// Pages that are intact, of all; prints the first that is not, and the ranges that were compared.
Tally check(std::span<const PhysRange> ranges, uint64_t nonce);
} // namespace witness
