#include "kernel/options/kinds.hpp"

#include <limits>

std::optional<uint64_t> option_kind::read_number(std::string_view digits) {
    uint64_t value = 0;
    if (digits.empty()) return std::nullopt;
    for (const char c : digits) {
        if (c < '0' || c > '9') return std::nullopt;
        const auto digit = static_cast<uint64_t>(c - '0');
        if (value > (std::numeric_limits<uint64_t>::max() - digit) / 10) return std::nullopt;
        value = value * 10 + digit;
    }
    return value;
}

std::optional<uint64_t> option_kind::read_size(std::string_view text) {
    const size_t suffix = text.empty() ? std::string_view::npos : std::string_view("KMG").find(text.back());
    const unsigned shift = suffix == std::string_view::npos ? 0 : 10 * (static_cast<unsigned>(suffix) + 1);
    const auto value = read_number(text.substr(0, text.size() - (shift != 0)));
    constexpr uint64_t most = uint64_t{1} << 46; // more than any machine has, and far from overflow
    if (!value || *value > most >> shift) return std::nullopt;
    return align_up(*value << shift, page_size);
}

Complaint option_kind::not_a_number(uint32_t least, uint32_t most) {
    Complaint c{"malformed", {}};
    c.text.set("is not a number from {} to {}", least, most);
    return c;
}

Complaint option_kind::not_a_size() {
    Complaint c{"malformed", {}};
    c.text.set("is not a size like 16M (bytes, or with K, M or G)");
    return c;
}

Complaint option_kind::UnknownWord::complaint() const {
    Complaint c{"unknown", {}};
    c.text.set("is unknown, known:{}", known_.view());
    return c;
}

Complaint option_kind::unknown_word(std::string_view known) {
    UnknownWord wrong;
    for_each_word(known, [&](std::string_view word) {
        wrong.add_known(word);
        return true;
    });
    return wrong.complaint();
}
