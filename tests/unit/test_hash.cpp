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

} // namespace
