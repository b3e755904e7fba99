// Text from outside (CPUID, firmware) as one word of the log: small letters, digits and . / -; everything else becomes
// '-', and "?" stands for nothing at all. Pure, host-tested.
#pragma once

#include "kernel/base/text.hpp"

constexpr bool stays_in_word(char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '/' || c == '-';
}

constexpr char to_small(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

// Without the blanks and zeros that fill up a field, and each run of other characters as one '-'.
template <size_t N>
constexpr FixedText<N> word_of(std::string_view text) {
    char buffer[N] = {};
    Text out(buffer);
    bool pending = false;
    for (const char c : text) {
        const char small = to_small(c);
        if (!stays_in_word(small)) {
            pending = true;
            continue;
        }
        if (pending && !out.view().empty()) out.put('-');
        pending = false;
        out.put(small);
    }
    FixedText<N> word;
    word.set("{}", out.view().empty() ? std::string_view("?") : out.view());
    return word;
}
