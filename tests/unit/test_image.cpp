#include <gtest/gtest.h>

#include <functional>

#include "hibernate/image.hpp"
#include "hibernate/restore_plan.hpp"
#include "hibernate/witness.hpp"
#include "kernel/hash.hpp"

namespace {

constexpr uint64_t mib = 1u << 20;

// A small whole image, and the machine that would resume it.
struct Sample {
    MemoryMap map;
    std::vector<uint64_t> words; // aligned
    std::vector<uint32_t> ids = {0, 1, 4};
    std::span<std::byte> bytes;

    Sample() {
        map.add({{0}, 640 << 10}, MemoryType::Available);
        map.add({{mib}, 64 * mib}, MemoryType::Available);
        const std::vector<PhysRange> ranges = {
            {{0x9e000}, page_size}, {{4 * mib}, 2 * page_size}, {{8 * mib}, page_size}};
        const uint64_t header = align_up(image_header_bytes(ranges.size(), ids.size()), page_size);
        words.resize((header + 4 * page_size) / 8);
        for (size_t i = 0; i < words.size(); i++) words[i] = i * 0x9e3779b97f4a7c15;
        bytes = std::as_writable_bytes(std::span(words));
        ImageHeader& h = head();
        h = {};
        h.magic = ImageHeader::magic_value;
        h.version = ImageHeader::current_version;
        h.header_bytes = static_cast<uint32_t>(image_header_bytes(ranges.size(), ids.size()));
        h.nonce = 42;
        h.memory_digest = map.digest();
        h.cpu_count = static_cast<uint32_t>(ids.size());
        h.extent_count = static_cast<uint32_t>(ranges.size());
        h.page_count = 4;
        h.total_bytes = bytes.size();
        h.safe = {{2 * mib}, 16 * page_size};
        uint64_t payload = header;
        for (size_t i = 0; i < ranges.size(); i++) {
            extent(i) = {ranges[i].base.value, ranges[i].size, payload, hash(bytes.subspan(payload, ranges[i].size))};
            payload += ranges[i].size;
        }
        for (size_t i = 0; i < ids.size(); i++) const_cast<uint32_t&>(apic_ids_of(h)[i]) = ids[i];
        seal();
    }
    ImageHeader& head() { return *reinterpret_cast<ImageHeader*>(words.data()); }
    ImageExtent& extent(size_t i) { return const_cast<ImageExtent&>(extents_of(head())[i]); }
    void seal() { head().checksum = header_checksum(head()); }
    std::string judge() {
        const ImageExpectation e{{}, 42, &map, ids, {{2 * mib}, 16 * page_size}, {{32 * mib}, mib}, {0x9e000}};
        const Refusal no = judge_header(bytes, e);
        return std::string(no.empty() ? judge_payload(bytes).view() : no.view());
    }
};

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
        {"extent-1-not-whole-pages", [](Sample& s) { s.extent(1).bytes--; }},
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

TEST(RestorePlan, GoesDownAndKnowsWhereHalfIs) {
    Sample s;
    CopyStep steps[8];
    size_t count = plan_restore(s.head(), {32 * mib}, skip_none, steps);
    ASSERT_EQ(count, 3u);
    EXPECT_EQ(steps[0].destination, 8 * mib);
    EXPECT_EQ(steps[0].source, 32 * mib + s.extent(2).payload);
    EXPECT_EQ(steps[2].destination, 0x9e000u);
    // 1 + 2 + 1 pages: half is in the middle of the second step, whose upper page is copied first
    EXPECT_EQ(split_in_half(steps, count), 2u);
    ASSERT_EQ(count, 4u);
    EXPECT_EQ(steps[1], (CopyStep{4 * mib + page_size, 32 * mib + s.extent(1).payload + page_size, page_size}));
    EXPECT_EQ(steps[2], (CopyStep{4 * mib, 32 * mib + s.extent(1).payload, page_size}));
}

TEST(RestorePlan, CanLeaveOneOut) {
    Sample s;
    CopyStep steps[8];
    ASSERT_EQ(plan_restore(s.head(), {0}, 2, steps), 2u);
    EXPECT_EQ(steps[0].destination, 4 * mib);
}

TEST(Witness, EveryWordCounts) {
    uint64_t page[witness::words];
    witness::fill_page(page, {8 * mib}, 77);
    EXPECT_TRUE(witness::page_is_intact(page, {8 * mib}, 77));
    EXPECT_FALSE(witness::page_is_intact(page, {8 * mib}, 78)) << "an image of another time";
    EXPECT_FALSE(witness::page_is_intact(page, {9 * mib}, 77)) << "a page from elsewhere";
    for (auto& word : page) {
        word ^= 1u << 5;
        EXPECT_FALSE(witness::page_is_intact(page, {8 * mib}, 77));
        word ^= 1u << 5;
    }
}

} // namespace
