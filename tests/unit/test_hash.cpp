#include <gtest/gtest.h>

#include "kernel/base/chunked_hash.hpp"

namespace {

TEST(ChunkedHash, IsTheSameWhoeverHashesTheChunks) {
    std::vector<std::byte> bytes(2 * hash_chunk + 4096);
    for (size_t i = 0; i < bytes.size(); i++) bytes[i] = static_cast<std::byte>(i * 7 + i / 4096);
    ChunkedHash chunks;
    for (size_t at = 0; at < bytes.size(); at += hash_chunk)
        chunks.add_hash_of_chunk(hash(std::span(bytes).subspan(at).first(std::min(hash_chunk, bytes.size() - at))));
    const uint64_t whole = chunked_hash(bytes);
    EXPECT_EQ(chunks.value(), whole);
    std::swap(bytes[0], bytes[hash_chunk + 1]);
    EXPECT_NE(chunked_hash(bytes), whole);
}

TEST(ChunkedHash, TheOrderOfChunksCounts) {
    std::vector<std::byte> bytes(2 * hash_chunk);
    bytes[5] = std::byte{1};
    const uint64_t first = chunked_hash(bytes);
    std::swap(bytes[5], bytes[hash_chunk + 5]);
    EXPECT_NE(chunked_hash(bytes), first);
}

TEST(Hash, IsXxhash64AsPublished) {
    EXPECT_EQ(hash({}), 0xef46db3751d8e999u);
    const std::byte a{'a'};
    EXPECT_EQ(hash({&a, 1}), 0xd24ec4f1a98c6e5bu);
}

TEST(Hash, TheSeedAndEveryLengthCount) {
    std::vector<std::byte> zeros(100);
    std::vector<uint64_t> seen;
    for (size_t n = 0; n <= zeros.size(); n++) seen.push_back(hash(std::span(zeros).first(n)));
    std::sort(seen.begin(), seen.end());
    EXPECT_EQ(std::adjacent_find(seen.begin(), seen.end()), seen.end());
    EXPECT_NE(hash(zeros, 1), hash(zeros));
}

} // namespace
