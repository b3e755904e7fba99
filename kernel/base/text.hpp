// Text without allocation: a writer over a caller's buffer, and {}-formatting into it. Pure, host-tested.
#pragma once

#include <concepts>
#include <optional>
#include <span>
#include <string_view>

#include "kernel/base/types.hpp"

struct Hex {
    uint64_t value;
    unsigned digits = 1; // at least this many
};

// Appends to a buffer; what does not fit is dropped and `truncated` says so.
class Text {
  public:
    explicit constexpr Text(std::span<char> buffer) : buffer_(buffer) {}
    // Not inlined, like put_number(): every line of the log is built from these two, and inlined they are half of the
    // kernel.
    [[gnu::noinline]] constexpr void put(std::string_view s) {
        for (const char c : s) put_char(c);
    }
    constexpr void put(bool v) { put(std::string_view(v ? "yes" : "no")); }
    constexpr void put(std::unsigned_integral auto v) { put_number(v, 10, 1); }
    constexpr void put(std::signed_integral auto v) {
        if (v < 0) put_char('-');
        put_number(v < 0 ? 0 - static_cast<uint64_t>(v) : static_cast<uint64_t>(v), 10, 1);
    }
    constexpr void put(char c) { put_char(c); }
    constexpr void put(const char* s) { put(std::string_view(s)); }
    constexpr void put(Hex h) {
        put(std::string_view("0x"));
        put_number(h.value, 16, h.digits);
    }
    constexpr void put(PhysAddr a) { put(Hex{a.value}); }
    constexpr void put(VirtAddr a) { put(Hex{a.value}); }
    constexpr void put(ApicId a) { put(a.value); }
    constexpr void put(CpuNumber a) { put(a.value); }
    constexpr void put(Ticks a) { put(a.value); }
    // What is not known is `?` (docs/log.md).
    template <typename T>
    constexpr void put(const std::optional<T>& known) {
        if (known) put(*known);
        else put_char('?');
    }

    constexpr std::string_view view() const { return {buffer_.data(), used_}; }
    constexpr bool truncated() const { return truncated_; }

  private:
    constexpr void put_char(char c) {
        if (used_ < buffer_.size()) buffer_[used_++] = c;
        else truncated_ = true;
    }
    [[gnu::noinline]] constexpr void put_number(uint64_t v, unsigned base, unsigned digits) {
        char reversed[64] = {};
        unsigned n = 0;
        for (; v != 0 || n < digits; v /= base) reversed[n++] = "0123456789abcdef"[v % base];
        while (n > 0) put_char(reversed[--n]);
    }
    std::span<char> buffer_;
    size_t used_ = 0;
    bool truncated_ = false;
};

void number_of_holes_is_not_number_of_arguments(); // no body: calling it stops constant evaluation

// A format string whose number of {} is checked against the arguments at compile time.
template <typename... Args>
struct Format {
    std::string_view text;
    consteval Format(const char* s) : text(s) {
        size_t holes = 0;
        for (size_t i = 0; i + 1 < text.size(); i++) holes += text[i] == '{' && text[i + 1] == '}';
        if (holes != sizeof...(Args)) number_of_holes_is_not_number_of_arguments();
    }
};

template <typename... Args>
constexpr void format_to(Text& out, Format<std::type_identity_t<Args>...> format, const Args&... args) {
    std::string_view rest = format.text;
    [[maybe_unused]] const auto literal = [&] {
        const size_t hole = rest.find("{}");
        out.put(rest.substr(0, hole));
        rest.remove_prefix(hole == rest.npos ? rest.size() : hole + 2);
    };
    ((literal(), out.put(args)), ...);
    out.put(rest);
}

// Text with a buffer of its own.
template <size_t N>
class FixedText {
  public:
    template <typename... Args>
    constexpr void set(Format<std::type_identity_t<Args>...> format, const Args&... args) {
        Text out(buffer_);
        format_to(out, format, args...);
        size_ = out.view().size();
    }
    constexpr std::string_view view() const { return {buffer_, size_}; }
    constexpr bool empty() const { return size_ == 0; }

  private:
    char buffer_[N] = {};
    size_t size_ = 0;
};
