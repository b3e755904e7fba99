#include <gtest/gtest.h>

#include "kernel/stream_hash.hpp"

namespace {

TEST(StreamHash, EqualsTheHashOfTheWhole) {
    std::vector<std::byte> bytes(10'000, std::byte{3});
    StreamHash stream;
    stream.add(std::span(bytes).first(77));
    stream.add(std::span(bytes).subspan(77));
    EXPECT_EQ(stream.value(), hash(bytes));
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
