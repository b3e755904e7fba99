#include "boot/linux_archive.hpp"

#include <cstdint>

#include "kernel/base/types.hpp"

namespace {

constexpr size_t header_size = 110, field_digits = 8; // "070701" and thirteen fields
constexpr std::string_view magic = "070701", end_name = "TRAILER!!!";
enum Field : size_t { FileSize = 6, NameSize = 11 };

std::string_view text_of(std::span<const std::byte> bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

// 0 for what is no hexadecimal number: no name is so short, and an empty file is of no use here.
uint32_t field(std::string_view header, Field number) {
    uint32_t value = 0;
    for (const char c : header.substr(magic.size() + field_digits * number, field_digits)) {
        const uint32_t digit = c >= '0' && c <= '9'   ? static_cast<uint32_t>(c - '0')
                               : c >= 'a' && c <= 'f' ? static_cast<uint32_t>(c - 'a' + 10)
                               : c >= 'A' && c <= 'F' ? static_cast<uint32_t>(c - 'A' + 10)
                                                      : 16u;
        if (digit == 16) return 0;
        value = value << 4 | digit;
    }
    return value;
}

} // namespace

std::optional<std::span<const std::byte>> linux_archive::find(std::span<const std::byte> archive,
                                                              std::string_view name) {
    for (uint64_t at = 0; at + header_size <= archive.size();) {
        const auto header = text_of(archive.subspan(at, header_size));
        const uint64_t name_size = field(header, NameSize), size = field(header, FileSize);
        const uint64_t content = align_up(at + header_size + name_size, 4);
        if (!header.starts_with(magic) || name_size == 0 || content + size > archive.size()) return std::nullopt;
        const auto its_name = text_of(archive.subspan(at + header_size, name_size - 1)); // a zero ends it
        if (its_name == name) return archive.subspan(content, size);
        if (its_name == end_name) return std::nullopt;
        at = align_up(content + size, 4);
    }
    return std::nullopt;
}
