#include <gtest/gtest.h>

#include <limits>

#include "kernel/base/text.hpp"

namespace {

template <typename... Args>
std::string formatted(Format<std::type_identity_t<Args>...> format, const Args&... args) {
    FixedText<128> text;
    text.set(format, args...);
    return std::string(text.view());
}

TEST(Text, EveryTypeHasItsWords) {
    EXPECT_EQ(formatted("{} {} {}", 0, 42u, -7), "0 42 -7");
    EXPECT_EQ(formatted("{} {}", true, 'x'), "yes x");
    EXPECT_EQ(formatted("{} {}", "literal", std::string_view("view")), "literal view");
    EXPECT_EQ(formatted("{} {} {}", PhysAddr{0x1000}, VirtAddr{0}, ApicId{3}), "0x1000 0x0 3");
    EXPECT_EQ(formatted("{} {}", Hex{0xabc}, Hex{1, 8}), "0xabc 0x00000001");
    EXPECT_EQ(formatted("{} {}", std::optional(Hex{0xabc}), std::optional<uint64_t>{}), "0xabc ?");
}

TEST(Text, TheExtremesOfEachWidth) {
    EXPECT_EQ(formatted("{}", std::numeric_limits<int64_t>::min()), "-9223372036854775808");
    EXPECT_EQ(formatted("{}", std::numeric_limits<int8_t>::min()), "-128");
    EXPECT_EQ(formatted("{}", std::numeric_limits<uint64_t>::max()), "18446744073709551615");
    EXPECT_EQ(formatted("{}", Hex{std::numeric_limits<uint64_t>::max()}), "0xffffffffffffffff");
}

TEST(Text, WhatSurroundsTheHolesIsKept) {
    EXPECT_EQ(formatted("a{}b{}c", 1, 2), "a1b2c");
    EXPECT_EQ(formatted("{}{}", 1, 2), "12");
    EXPECT_EQ(formatted("no hole"), "no hole");
}

TEST(Text, WhatDoesNotFitIsDroppedAndSaid) {
    char buffer[3];
    Text text(buffer);
    text.put("ab");
    EXPECT_FALSE(text.truncated());
    text.put(123u);
    EXPECT_EQ(text.view(), "ab1");
    EXPECT_TRUE(text.truncated());
}

TEST(FixedText, IsSetAnewEachTime) {
    FixedText<4> text;
    EXPECT_TRUE(text.empty());
    text.set("long{}", 1);
    EXPECT_EQ(text.view(), "long");
    text.set("x");
    EXPECT_EQ(text.view(), "x");
}

} // namespace
