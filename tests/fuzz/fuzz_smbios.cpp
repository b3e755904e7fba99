// SMBIOS is the firmware's: an entry point and structures of any bytes give words of the log, or none.
#include "kernel/base/word.hpp"
#include "kernel/device/smbios.hpp"
#include "tests/fuzz/target.hpp"

namespace {

void require_word(std::string_view word) {
    require(!word.empty());
    for (const char c : word) require(stays_in_word(c) || word == "?");
}

} // namespace

std::vector<ByteBuilder> seeds() {
    ByteBuilder bios, entry_point; // one structure with two strings; "_SM3_"
    bios.add<uint32_t>(9u << 8).add<uint32_t>(0x00000201).add<uint8_t>(2);
    bios.add<uint32_t>(0x41004242).add<uint32_t>(0x0000007f);
    entry_point.add<uint32_t>(0x334d535f).add<uint32_t>(0x0018005f).zeros(16);
    return {bios, entry_point};
}

void examine(std::span<const std::byte> input) {
    if (const auto range = smbios::parse_entry_point(input)) require(range->size <= 0xffffffff);
    const smbios::Firmware f = smbios::parse_structures(input);
    for (const auto& word : {f.vendor, f.version, f.date, f.product}) require_word(word.view());
}
