// The pure part of kernel/device/smbios.hpp.
#include <algorithm>
#include <cstring>

#include "kernel/base/word.hpp"
#include "kernel/device/smbios.hpp"

namespace smbios {
namespace {

bool begins_with(Bytes bytes, std::string_view anchor) {
    return bytes.size() >= anchor.size() && memcmp(bytes.data(), anchor.data(), anchor.size()) == 0;
}

// "Structure Header Format": type, length, handle; then the formatted part, then strings, each with a zero behind it,
// and one zero more.
struct Structure {
    uint8_t type;
    Bytes formatted, strings; // the strings with both zeros
    size_t size() const { return formatted.size() + strings.size(); }
};

std::optional<Structure> first_of(Bytes rest) {
    constexpr size_t header = 4;
    const auto length = field_at<uint8_t>(rest, 1);
    if (rest.size() < header || length < header || length > rest.size()) return std::nullopt;
    const Bytes strings = rest.subspan(length);
    for (size_t i = 0; i + 1 < strings.size(); i++) {
        if (strings[i] == std::byte{0} && strings[i + 1] == std::byte{0})
            return Structure{field_at<uint8_t>(rest, 0), rest.first(length), strings.first(i + 2)};
    }
    return std::nullopt;
}

// The field at `offset` has a string's number, counted from 1; 0 is none.
FixedText<32> string_at(const Structure& s, size_t offset) {
    auto number = offset < s.formatted.size() ? field_at<uint8_t>(s.formatted, offset) : uint8_t{0};
    const auto* at = reinterpret_cast<const char*>(s.strings.data());
    const auto* end = at + s.strings.size();
    if (number == 0) return word_of<32>({});
    for (; number > 1 && at < end; number--) at = std::find(at, end, '\0') + 1;
    return word_of<32>(at < end ? std::string_view(at, static_cast<size_t>(std::find(at, end, '\0') - at)) : "");
}

} // namespace

std::optional<PhysRange> parse_entry_point(Bytes e) {
    const bool is_64bit = begins_with(e, "_SM3_");
    if (!is_64bit && !begins_with(e, "_SM_")) return std::nullopt;
    const auto length = field_at<uint8_t>(e, is_64bit ? 6 : 5);
    if (length < 0x18 || length > e.size() || !sums_to_zero(e.first(length))) return std::nullopt;
    if (is_64bit) return PhysRange{{field_at<uint64_t>(e, 0x10)}, field_at<uint32_t>(e, 0x0c)};
    return PhysRange{{field_at<uint32_t>(e, 0x18)}, field_at<uint16_t>(e, 0x16)};
}

Firmware parse_structures(Bytes structures) {
    constexpr uint8_t bios_information = 0, system_information = 1, end_of_table = 127;
    Firmware f{word_of<32>({}), word_of<32>({}), word_of<32>({}), word_of<32>({})};
    while (const auto s = first_of(structures)) {
        if (s->type == end_of_table) break;
        if (s->type == bios_information) {
            f.vendor = string_at(*s, 4);
            f.version = string_at(*s, 5);
            f.date = string_at(*s, 8);
        }
        if (s->type == system_information) f.product = string_at(*s, 5);
        structures = structures.subspan(s->size());
    }
    return f;
}

} // namespace smbios
