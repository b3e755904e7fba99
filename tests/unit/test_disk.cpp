#include <gtest/gtest.h>

#include "hibernate/disk_format.hpp"
#include "hibernate/nvme_types.hpp"
#include "hibernate/page_runs.hpp"
#include "kernel/stream_hash.hpp"

using namespace disk_format;

namespace {

struct Headers {
    std::array<std::byte, page_size> first{}, second{};
    DiskHeader h{};
    Headers() {
        h.magic = DiskHeader::magic_value;
        h.version = DiskHeader::current_version;
        h.memory_digest = 5;
        h.image_header_bytes = 500;
        h.page_count = 1000;
        h.raw_pages = 600;
        write(first, State::Writing);
        write(second, State::Committed);
    }
    void write(std::array<std::byte, page_size>& block, State state) {
        h.state = state;
        seal(h);
        memcpy(block.data(), &h, sizeof(h));
    }
    std::string judge(uint64_t blocks = 10'000, bool again = false, uint64_t digest = 5) {
        return std::string(disk_format::judge(first, second, BuildId{}, digest, blocks, again).refusal.view());
    }
};

TEST(DiskFormat, ACommittedImageIsWhole) { EXPECT_EQ(Headers().judge(), ""); }

TEST(DiskFormat, ACutWhileWritingLeavesNoImage) {
    Headers d;
    d.second = {};
    EXPECT_EQ(d.judge(), "no-image");
}

TEST(DiskFormat, WhatDoesNotFitIsRefused) {
    Headers d;
    EXPECT_EQ(d.judge(d.h.blocks() - 1), "disk-shorter-than-image");
    EXPECT_EQ(d.judge(d.h.blocks()), "");
    EXPECT_EQ(d.judge(10'000, false, 6), "memory-map");
    d.h.build_id.bytes[0] = 1;
    d.write(d.first, State::Writing);
    d.write(d.second, State::Committed);
    EXPECT_EQ(d.judge(), "build-id");
}

TEST(DiskFormat, AUsedImageIsResumedAgainOnlyIfAsked) {
    Headers d;
    d.write(d.second, State::Used);
    EXPECT_EQ(d.judge(), "image-used");
    EXPECT_EQ(d.judge(10'000, true), "");
}

TEST(DiskFormat, HeadersOfDifferentImagesAreTorn) {
    Headers d;
    d.h.nonce++;
    d.write(d.second, State::Committed);
    EXPECT_EQ(d.judge(), "disk-header-torn");
    d.write(d.first, State::Committed);
    d.write(d.second, State::Writing);
    EXPECT_EQ(d.judge(), "disk-header-torn");
}

TEST(DiskFormat, EveryBitOfBothHeadersCounts) {
    Headers d;
    for (auto* block : {&d.first, &d.second}) {
        for (size_t bit = 0; bit < sizeof(DiskHeader) * 8; bit++) {
            (*block)[bit / 8] ^= static_cast<std::byte>(1 << bit % 8);
            EXPECT_NE(d.judge(), "") << bit;
            (*block)[bit / 8] ^= static_cast<std::byte>(1 << bit % 8);
        }
    }
}

TEST(DiskFormat, OnlyOurLabelIsALabel) {
    std::array<std::byte, page_size> block{};
    EXPECT_FALSE(is_label(block));
    const Label label = [] {
        Label l{};
        memcpy(l.text, label_text, sizeof(l.text));
        l.magic = Label::magic_value;
        l.version = 1;
        return l;
    }();
    memcpy(block.data(), &label, sizeof(label));
    EXPECT_TRUE(is_label(block));
    block[0] ^= std::byte{1};
    EXPECT_FALSE(is_label(block));
}

TEST(PageMap, APageOfOneWordIsThatWord) {
    std::array<uint64_t, page_size / 8> page;
    page.fill(7);
    EXPECT_EQ(map_entry_of(page), 7u);
    page[511] = 8;
    EXPECT_EQ(map_entry_of(page), raw_page);
    page.fill(raw_page);
    EXPECT_EQ(map_entry_of(page), raw_page);
}

TEST(PageRuns, StayWithinExtentsAndTransfers) {
    const ImageExtent extents[] = {{0x1000, 3 * page_size, 0x1000, 0}, {0x9000, 2 * page_size, 0x4000, 0}};
    const uint64_t map[] = {0, raw_page, raw_page, raw_page, raw_page};
    std::vector<std::tuple<uint64_t, uint64_t, bool, bool>> seen;
    for (PageRuns runs(extents, map, 1 << 20); !runs.at_end(); runs.next()) {
        const PageRun r = runs.current();
        seen.emplace_back(r.payload, r.pages, r.raw, r.ends_extent);
    }
    EXPECT_EQ(seen, (decltype(seen){{0x1000, 1, false, false}, {0x2000, 2, true, true}, {0x4000, 2, true, true}}));
    size_t count = 0;
    for (PageRuns runs(extents, map, 1); !runs.at_end(); runs.next()) count++;
    EXPECT_EQ(count, 5u);
}

TEST(StreamHash, EqualsTheHashOfTheWhole) {
    std::vector<std::byte> bytes(10'000, std::byte{3});
    StreamHash stream;
    stream.add(std::span(bytes).first(77));
    stream.add(std::span(bytes).subspan(77));
    EXPECT_EQ(stream.value(), hash(bytes));
}

TEST(NvmeNamespace, GeometryIsReadOrRefused) {
    std::array<std::byte, 4096> data{};
    const auto put = [&](size_t at, auto value) { memcpy(data.data() + at, &value, sizeof(value)); };
    put(0, uint64_t{1000});
    put(128, uint32_t{9u << 16});
    ASSERT_TRUE(nvme::parse_namespace(data));
    EXPECT_EQ(nvme::parse_namespace(data)->block_size, 512u);
    put(128, uint32_t{12u << 16});
    EXPECT_EQ(nvme::parse_namespace(data)->block_size, 4096u);
    put(128, uint32_t{9u << 16 | 8}); // metadata in the blocks
    EXPECT_FALSE(nvme::parse_namespace(data));
    put(128, uint32_t{16u << 16}); // 64 KiB blocks
    EXPECT_FALSE(nvme::parse_namespace(data));
    put(128, uint32_t{9u << 16});
    put(0, ~uint64_t{0});
    EXPECT_FALSE(nvme::parse_namespace(data));
    EXPECT_FALSE(nvme::parse_namespace({}));
}

} // namespace
