#include <gtest/gtest.h>

#include "kernel/base/words.hpp"

namespace {

enum class Colour : uint8_t { Red, DarkBlue };

} // namespace

template <>
inline constexpr EnumWords words_of<Colour>{"red dark-blue", Colour::DarkBlue};

namespace {

TEST(Words, AreSeparatedByBlanks) {
    EXPECT_EQ(count_words(""), 0u);
    EXPECT_EQ(count_words(" \t "), 0u);
    EXPECT_EQ(count_words("  a \t bc"), 2u);
    EXPECT_EQ(nth_word("  a \t bc", 1), "bc");
    EXPECT_EQ(nth_word("a bc", 2), "");
}

TEST(Words, AreFoundWholeOnly) {
    EXPECT_EQ(index_of_word("ab a b", "a"), 1u);
    EXPECT_EQ(index_of_word("ab a b", "b"), 2u);
    EXPECT_FALSE(index_of_word("ab a b", "c"));
    EXPECT_FALSE(index_of_word("ab a b", ""));
    EXPECT_FALSE(index_of_word("", "a"));
}

TEST(Words, NameTheEnumerators) {
    EXPECT_EQ(name_of(Colour::Red), "red");
    EXPECT_EQ(name_of(Colour::DarkBlue), "dark-blue");
}

} // namespace
