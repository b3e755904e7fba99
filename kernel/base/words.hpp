// Lists of words in one text, "mwait hlt", and enumerations whose names are such a list. Pure, host-tested.
#pragma once

#include <optional>
#include <string_view>
#include <type_traits>

// Calls f(word) for each word until it returns false.
template <typename F>
constexpr void for_each_word(std::string_view text, F f) {
    while (!text.empty()) {
        const std::string_view word = text.substr(0, text.find_first_of(" \t"));
        if (!word.empty() && !f(word)) return;
        text.remove_prefix(word.size() < text.size() ? word.size() + 1 : text.size());
    }
}

constexpr size_t count_words(std::string_view text) {
    size_t count = 0;
    for_each_word(text, [&](std::string_view) { return ++count != 0; });
    return count;
}

// Empty if there is no such word.
constexpr std::string_view nth_word(std::string_view text, size_t n) {
    std::string_view found;
    for_each_word(text, [&](std::string_view word) {
        if (n == 0) found = word;
        return n-- != 0;
    });
    return found;
}

constexpr std::optional<size_t> index_of_word(std::string_view text, std::string_view wanted) {
    size_t index = 0;
    bool found = false;
    for_each_word(text, [&](std::string_view word) {
        found = word == wanted;
        index += !found;
        return !found;
    });
    return found ? std::optional(index) : std::nullopt;
}

void every_enumerator_needs_one_word(); // no body: calling it stops constant evaluation

// The names of an enumeration: the n-th word is that of the n-th enumerator.
struct EnumWords {
    std::string_view text;
    template <typename E>
    consteval EnumWords(std::string_view words, E last) : text(words) {
        if (count_words(words) != static_cast<size_t>(last) + 1) every_enumerator_needs_one_word();
    }
};

// To be specialised beside the enumeration; there is no other list of its names.
template <typename E>
struct NoWords {};
template <typename E>
inline constexpr NoWords<E> words_of{};
template <typename E>
concept HasWords = !std::is_same_v<decltype(words_of<E>), const NoWords<E>>;

template <HasWords E>
constexpr std::string_view name_of(E e) {
    return nth_word(words_of<E>.text, static_cast<size_t>(e));
}
