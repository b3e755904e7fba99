#include <gtest/gtest.h>

#include <functional>

#include "sample_image.hpp"

namespace {

TEST(Image, AWholeOneIsAccepted) { EXPECT_EQ(Sample().judge(), ""); }

TEST(Image, EveryRefusalHasItsReason) {
    const std::vector<std::pair<std::string, std::function<void(Sample&)>>> cases = {
        {"header-magic", [](Sample& s) { s.head().magic++; }},
        {"header-version", [](Sample& s) { s.head().version++; }},
        {"header-size", [](Sample& s) { s.head().extent_count = 0xffffffff; }},
        {"build-id", [](Sample& s) { s.head().build_id.bytes[3]++; }},
        {"nonce", [](Sample& s) { s.head().nonce++; }},
        {"memory-map", [](Sample& s) { s.head().memory_digest++; }},
        {"cpu-list", [](Sample& s) { const_cast<uint32_t&>(apic_ids_of(s.head())[1]) = 9; }},
        {"safe-pages", [](Sample& s) { s.head().safe.base = {0}; }},
        {"slot", [](Sample& s) { s.head().slot = 1; }},
        {"extent-1-not-whole-pages", [](Sample& s) { s.extent(1).bytes--; }},
        {"extent-1-not-whole-pages", [](Sample& s) { s.extent(1).bytes = 0; }},
        {"extent-1-outside-image", [](Sample& s) { s.extent(1).payload += page_size; }},
        {"extent-1-not-whole-pages", [](Sample& s) { s.extent(1).destination = ~uint64_t{page_size - 1}; }},
        {"extent-2-outside-image", [](Sample& s) { s.extent(2).bytes = 1000 * page_size; }},
        {"extent-2-outside-memory", [](Sample& s) { s.extent(2).destination = 128 * mib; }},
        {"extent-0-outside-memory", [](Sample& s) { s.extent(0).destination = 0x7000; }},
        {"extent-1-over-safe-pages-or-store", [](Sample& s) { s.extent(1).destination = 2 * mib; }},
        {"extent-2-over-safe-pages-or-store", [](Sample& s) { s.extent(2).destination = 32 * mib; }},
        {"extent-2-out-of-order", [](Sample& s) { s.extent(2).destination = 4 * mib + page_size; }},
        {"page-count", [](Sample& s) { s.head().page_count++; }},
        {"page-checksum-extent-1", [](Sample& s) { s.extent(1).checksum++; }},
    };
    for (const auto& [reason, damage] : cases) {
        Sample s;
        damage(s);
        if (s.head().header_bytes == image_header_bytes(s.head().extent_count, s.head().cpu_count)) s.seal();
        EXPECT_EQ(s.judge(), reason);
    }
}

TEST(Image, EveryBitOfHeaderAndPayloadCounts) {
    Sample s;
    const uint64_t header = s.head().header_bytes;
    for (size_t bit = 0; bit < s.bytes.size() * 8; bit += bit < header * 8 ? 1 : 997) {
        // between the header's end and the first page there is nothing that anyone reads
        if (bit / 8 >= header && bit / 8 < align_up(header, page_size)) continue;
        s.bytes[bit / 8] ^= static_cast<std::byte>(1 << bit % 8);
        EXPECT_NE(s.judge(), "") << "bit " << bit;
        s.bytes[bit / 8] ^= static_cast<std::byte>(1 << bit % 8);
    }
    EXPECT_EQ(s.judge(), "");
}

TEST(Image, EveryTruncationIsRefused) {
    Sample s;
    const auto whole = s.bytes;
    for (size_t n = 0; n < whole.size(); n += n < 1024 ? 8 : 512) {
        std::vector<uint64_t> copy(s.words.begin(), s.words.begin() + static_cast<long>(n / 8));
        const ImageExpectation e{{}, 42, &s.map, s.ids, {{2 * mib}, 16 * page_size}, {{32 * mib}, mib}, {0x9e000}};
        EXPECT_FALSE(judge_header(std::as_bytes(std::span(copy)), e).empty()) << n;
    }
}

TEST(Image, MoreExtentsThanTheCopierHasRoomForAreRefused) {
    const size_t most = ImageHeader::max_extents;
    EXPECT_EQ(Sample(Sample::pages(most)).judge(), "");
    EXPECT_EQ(Sample(Sample::pages(most + 1)).judge(), "extent-count");
}

TEST(Image, ATrampolineIsOnePage) {
    EXPECT_EQ(Sample({{{0x9e000}, 2 * page_size}}).judge(), "extent-0-outside-memory");
}

} // namespace
