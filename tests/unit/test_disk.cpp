#include <gtest/gtest.h>

#include "hibernate/disk_format.hpp"

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

} // namespace
