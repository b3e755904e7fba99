#include <gtest/gtest.h>

#include "hibernate/disk/disk_format.hpp"

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
        h.disk.bytes[0] = std::byte{7};
        write(State::Committed);
    }
    void write_header() {
        seal(h);
        memcpy(first.data(), &h, sizeof(h));
    }
    void write_commit(State state) {
        const Commit c = commit_of(h, state);
        memcpy(second.data(), &c, sizeof(c));
    }
    void write(State state) {
        write_header();
        write_commit(state);
    }
    std::string judge(uint64_t blocks = 10'000, bool again = false, uint64_t digest = 5, int disk = 7) {
        const DiskId id{{static_cast<std::byte>(disk)}};
        return std::string(disk_format::judge(first, second, BuildId{}, digest, id, blocks, again).refusal.view());
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
    EXPECT_EQ(d.judge(10'000, false, 5, 8), "disk-header-of-another-disk");
    d.h.build_id.bytes[0] = 1;
    d.write(State::Committed);
    EXPECT_EQ(d.judge(), "build-id");
}

TEST(DiskFormat, AUsedImageIsResumedAgainOnlyIfAsked) {
    Headers d;
    d.write(State::Used);
    EXPECT_EQ(d.judge(), "image-used");
    EXPECT_EQ(d.judge(10'000, true), "");
}

TEST(DiskFormat, ACommitOfAnotherImageIsTorn) {
    Headers d;
    d.h.nonce++;
    d.write_header();
    EXPECT_EQ(d.judge(), "disk-header-torn");
    d.write_commit(State{1});
    EXPECT_EQ(d.judge(), "disk-header-torn");
    d.write_commit(State::Committed);
    EXPECT_EQ(d.judge(), "");
}

TEST(DiskFormat, AnotherVersionIsNamed) {
    Headers d;
    d.h.version++;
    d.write(State::Committed);
    EXPECT_EQ(d.judge(), "disk-header-version");
}

TEST(DiskFormat, EveryBitOfHeaderAndCommitCounts) {
    Headers d;
    const auto flip_all = [&](std::array<std::byte, page_size>& block, size_t bytes) {
        for (size_t bit = 0; bit < bytes * 8; bit++) {
            block[bit / 8] ^= static_cast<std::byte>(1 << bit % 8);
            EXPECT_NE(d.judge(), "") << bit;
            block[bit / 8] ^= static_cast<std::byte>(1 << bit % 8);
        }
    };
    flip_all(d.first, sizeof(DiskHeader));
    flip_all(d.second, sizeof(Commit));
}

// A disk writes 512 bytes whole or not at all; of a page it may write some and not others.
TEST(DiskFormat, APageWrittenInPartIsTheOldOneOrTheNewOne) {
    Headers d;
    const auto committed = d.second;
    d.write_commit(State::Used);
    const auto used = d.second;
    for (unsigned sectors = 0; sectors < 256; sectors++) {
        const auto part = [&](const auto& before, const auto& after) {
            for (size_t i = 0; i < page_size; i++) d.second[i] = (sectors >> i / 512 & 1) != 0 ? after[i] : before[i];
            return d.judge();
        };
        EXPECT_EQ(part(std::array<std::byte, page_size>{}, committed), (sectors & 1) != 0 ? "" : "no-image");
        EXPECT_EQ(part(committed, used), (sectors & 1) != 0 ? "image-used" : "");
    }
}

} // namespace
