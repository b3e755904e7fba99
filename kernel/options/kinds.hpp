// The kinds of options: a word of an enumeration, a row of a set, a number, a size. Each makes an option's row from
// the member of Options that it fills.
#pragma once

#include <type_traits>

#include "kernel/options/option.hpp"

namespace option_kind {

// Digits only, no sign, no overflow; nullopt otherwise.
std::optional<uint64_t> read_number(std::string_view digits);
// Bytes, or with K, M or G, rounded up to whole pages; nullopt if it is no such thing.
std::optional<uint64_t> read_size(std::string_view text);
Complaint not_a_number(uint32_t least, uint32_t most);
Complaint not_a_size();

// "is unknown, known: …"
class UnknownWord {
  public:
    void add_known(std::string_view word) { format_to(known_, " {}", word); }
    Complaint complaint() const;

  private:
    char buffer_[160];
    Text known_{buffer_};
};
Complaint unknown_word(std::string_view known);

template <auto member>
using Member = std::remove_reference_t<decltype(std::declval<Options&>().*member)>;
using Wrong = std::optional<Complaint>;

template <auto member, HasWords E = Member<member>>
constexpr Option choice(std::string_view name, std::string_view text, std::string_view fallback) {
    return {
        .name = name,
        .text = text,
        .values = words_of<E>.text,
        .fallback = fallback,
        .parse = [](const Option& self, std::string_view value, Options& into) -> Wrong {
            const auto index = index_of_word(self.values, value);
            if (!index) return unknown_word(self.values);
            into.*member = static_cast<E>(*index);
            return {};
        },
        .print = [](const Option&, Text& out, const Options& from) { out.put(name_of(from.*member)); },
    };
}

template <auto member, uint32_t least, uint32_t most>
constexpr Option number(std::string_view name, std::string_view text, std::string_view fallback) {
    return {
        .name = name,
        .text = text,
        .values = {},
        .fallback = fallback,
        .parse = [](const Option&, std::string_view value, Options& into) -> Wrong {
            static_assert(std::is_same_v<Member<member>, uint32_t>);
            const auto n = read_number(value);
            if (!n || *n < least || *n > most) return not_a_number(least, most);
            into.*member = static_cast<uint32_t>(*n);
            return {};
        },
        .print = [](const Option&, Text& out, const Options& from) { out.put(from.*member); },
    };
}

template <auto member>
constexpr Option size(std::string_view name, std::string_view text, std::string_view fallback) {
    return {
        .name = name,
        .text = text,
        .values = {},
        .fallback = fallback,
        .parse = [](const Option&, std::string_view value, Options& into) -> Wrong {
            const auto bytes = read_size(value);
            if (!bytes) return not_a_size();
            into.*member = *bytes;
            return {};
        },
        .print = [](const Option&, Text& out, const Options& from) { out.put(from.*member); },
    };
}

// The word that stands for no row: the one before the set's; empty if the set comes first, as there has to be a row.
constexpr std::string_view word_for_null(std::string_view values) {
    return values.starts_with('@') ? std::string_view{} : nth_word(values, 0);
}

// A row of a set, or null if `values` begin with a word for it.
template <auto member>
constexpr Option row_of_set(std::string_view name, std::string_view text, std::string_view values,
                            std::string_view fallback) {
    using T = std::remove_const_t<std::remove_pointer_t<Member<member>>>;
    return {
        .name = name,
        .text = text,
        .values = values,
        .fallback = fallback,
        .parse = [](const Option& self, std::string_view value, Options& into) -> Wrong {
            const std::string_view null = word_for_null(self.values);
            const T* row = find_row(rows<T>(), value);
            if (row != nullptr || (!null.empty() && value == null)) {
                into.*member = row;
                return {};
            }
            UnknownWord wrong;
            if (!null.empty()) wrong.add_known(null);
            for (const T* known : rows<T>()) wrong.add_known(known->name);
            return wrong.complaint();
        },
        .print =
            [](const Option& self, Text& out, const Options& from) {
                const T* row = from.*member;
                out.put(row == nullptr ? word_for_null(self.values) : row->name);
            },
    };
}

} // namespace option_kind
