#include "kernel/device/smbios.hpp"

#include <array>
#include <cstring>

#include "kernel/memory/layout.hpp"

namespace smbios {
namespace {

constexpr size_t entry_point_size = 32; // the older is 31 bytes, the newer 24
constexpr uint64_t most_structures = 1u << 20;

// Only what boot/entry.asm's tables have: the few spare ones are for the list of CPUs, without which there is no story.
Bytes bytes_at(PhysRange range) {
    if (range.base.value == 0 || range.end() < range.base || range.end() > four_gib) return {};
    return {direct_map<const std::byte>(range.base), range.size};
}

template <typename T>
T read_at(PhysAddr address) {
    T value{};
    const Bytes bytes = bytes_at({address, sizeof(T)});
    if (!bytes.empty()) memcpy(&value, bytes.data(), sizeof(T));
    return value;
}

// "Accessing SMBIOS information": on a 16-byte boundary from 0xf0000 to 0xfffff.
std::optional<PhysRange> search_bios_area() {
    constexpr PhysAddr first{0xf0000};
    for (uint64_t offset = 0; offset + entry_point_size <= 0x10000; offset += 16) {
        if (const auto found = parse_entry_point(bytes_at({first + offset, entry_point_size}))) return found;
    }
    return std::nullopt;
}

using Guid = std::array<uint64_t, 2>;
// SMBIOS3_TABLE_GUID {f2fd1544-9794-4a2c-992e-e5bbcf20e394} and SMBIOS_TABLE_GUID
// {eb9d2d31-2d88-11d3-9a16-0090273fc14d} as they lie in memory.
constexpr Guid smbios3{0x4a2c9794f2fd1544, 0x94e320cfbbe52e99}, smbios2{0x11d32d88eb9d2d31, 0x4dc13f279000169a};

} // namespace

// UEFI, "EFI System Table": the number of configuration tables is at 104, their array at 112; an entry has 24 bytes.
PhysAddr in_efi_system_table(PhysAddr system_table) {
    constexpr uint64_t signature = 0x5453595320494249, most = 256; // "IBI SYST"
    if (read_at<uint64_t>(system_table) != signature) return {};
    const auto count = read_at<uint64_t>(system_table + 104);
    const PhysAddr tables{read_at<uint64_t>(system_table + 112)};
    PhysAddr older{};
    for (uint64_t i = 0; i < count && i < most; i++) {
        const auto guid = read_at<Guid>(tables + 24 * i);
        const PhysAddr entry_point{read_at<uint64_t>(tables + (24 * i + 16))};
        if (guid == smbios3) return entry_point;
        if (guid == smbios2) older = entry_point;
    }
    return older;
}

Firmware look_up(PhysAddr entry_point) {
    const auto found =
        entry_point.value != 0 ? parse_entry_point(bytes_at({entry_point, entry_point_size})) : search_bios_area();
    if (!found || found->size > most_structures) return parse_structures({});
    return parse_structures(bytes_at(*found));
}

} // namespace smbios
