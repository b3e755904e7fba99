#include "kernel/device/acpi.hpp"

#include <cstring>

#include "kernel/memory/early_map.hpp"
#include "kernel/memory/layout.hpp"

namespace acpi {
namespace {

constexpr size_t table_header_size = 36;
constexpr size_t longest_table =
    16u << 20; // the longest known are DSDTs of less than 1 MiB; a MADT of 65,536 CPUs has 1 MiB

std::optional<Root> search(PhysAddr from, uint64_t size) {
    for (uint64_t offset = 0; offset + 36 <= size; offset += 16) { // always on a 16-byte boundary
        if (auto root = parse_rsdp({direct_map<const std::byte>(from + offset), 36})) return root;
    }
    return std::nullopt;
}

// Why these bytes cannot be read; empty if they can. With a memory map they must be memory of some kind.
std::string_view out_of_reach(PhysRange range, const MemoryMap* memory) {
    if (range.end() < range.base || (memory != nullptr && !memory->covers(range))) return "outside-memory";
    if (early_map::reach(range)) return {};
    return range.end() > four_gib ? "above-4-gib" : "outside-memory";
}

// Why the table at this address, which has the signature asked for, is not to be relied on; empty if it is.
std::string_view fault_of(PhysAddr address, const MemoryMap* memory) {
    const auto length = field_at<uint32_t>({direct_map<const std::byte>(address), table_header_size}, 4);
    if (length < table_header_size || length > longest_table) return "length";
    if (const auto why = out_of_reach({address, length}, memory); !why.empty()) return why;
    return sums_to_zero({direct_map<const std::byte>(address), length}) ? "" : "checksum";
}

} // namespace

Bytes table_at(PhysAddr address, const MemoryMap* memory) {
    // Firmware may name a hole of its own map.
    if (address.value == 0 || !out_of_reach({address, table_header_size}, memory).empty()) return {};
    const auto* start = direct_map<const std::byte>(address);
    const auto length = field_at<uint32_t>({start, table_header_size}, 4);
    if (length < table_header_size || length > longest_table) return {};
    if (!out_of_reach({address, length}, memory).empty()) return {};
    return {start, length};
}

std::optional<Root> parse_rsdp(Bytes rsdp) {
    constexpr size_t v1_size = 20, v2_size = 36;
    if (rsdp.size() < v1_size || memcmp(rsdp.data(), "RSD PTR ", 8) != 0) return std::nullopt;
    if (!sums_to_zero(rsdp.first(v1_size))) return std::nullopt;
    const bool v2 = field_at<uint8_t>(rsdp, 15) >= 2 && rsdp.size() >= v2_size && sums_to_zero(rsdp.first(v2_size));
    const PhysAddr xsdt{field_at<uint64_t>(rsdp, 24)};
    if (v2 && xsdt.value != 0 && xsdt.value < direct_map_size) return Root{xsdt, true};
    return Root{{field_at<uint32_t>(rsdp, 16)}, false};
}

std::optional<Root> search_bios_areas() {
    const PhysAddr ebda{static_cast<uint64_t>(*direct_map<volatile uint16_t>({0x40e})) << 4};
    if (ebda.value >= 0x400 && ebda.value < 0xa0000) {
        if (auto root = search(ebda, 1024)) return root;
    }
    return search({0xe0000}, 0x20000);
}

Table look_up(Root root, const char (&signature)[5], const MemoryMap* memory) {
    const Bytes list = table_at(root.address, memory);
    if (list.empty() || memcmp(list.data(), root.is_xsdt ? "XSDT" : "RSDT", 4) != 0) return {{}, "absent"};
    std::string_view fault = "absent";
    const size_t width = root.is_xsdt ? 8 : 4;
    for (size_t at = table_header_size; at + width <= list.size(); at += width) {
        const PhysAddr address{root.is_xsdt ? field_at<uint64_t>(list, at) : field_at<uint32_t>(list, at)};
        if (address.value == 0) continue;
        // Whose signature cannot be read may be the one we look for.
        if (const auto why = out_of_reach({address, table_header_size}, memory); !why.empty()) fault = why;
        else if (memcmp(direct_map<const std::byte>(address), signature, 4) == 0) {
            fault = fault_of(address, memory);
            if (fault.empty()) return {table_at(address, memory), {}};
        }
    }
    return {{}, fault};
}

Bytes find_table(Root root, const char (&signature)[5], const MemoryMap* memory) {
    return look_up(root, signature, memory).bytes;
}

std::optional<MadtCpu> MadtCpus::next() {
    // ACPI 6.5, Processor Local APIC, Processor Local x2APIC and Multiprocessor Wakeup Structure
    constexpr uint8_t local_apic = 0, local_x2apic = 9, multiprocessor_wakeup = 0x10;
    constexpr uint32_t enabled = 1u << 0, online_capable = 1u << 1;
    while (rest_.size() >= 2) {
        const auto type = field_at<uint8_t>(rest_, 0);
        const auto length = field_at<uint8_t>(rest_, 1);
        if (length < 2 || length > rest_.size()) return std::nullopt;
        const Bytes entry = rest_.first(length);
        rest_ = rest_.subspan(length);
        mailbox_ |= type == multiprocessor_wakeup;
        ApicId id;
        uint32_t flags = 0;
        if (type == local_apic && length >= 8) {
            id = {field_at<uint8_t>(entry, 3)};
            flags = field_at<uint32_t>(entry, 4);
            if (id.value == 0xff) continue; // the broadcast id: firmware fills empty sockets with it
        } else if (type == local_x2apic && length >= 16) {
            id = {field_at<uint32_t>(entry, 4)};
            flags = field_at<uint32_t>(entry, 8);
            if (id.value == 0xffffffff) continue;
        } else {
            continue;
        }
        return MadtCpu{id, (flags & enabled) != 0, (flags & online_capable) != 0};
    }
    return std::nullopt;
}

PmTimer pm_timer(Bytes fadt) {
    // ACPI 6.5, Fixed ACPI Description Table; Generic Address Structure: address space, bit width, offset, access size,
    // address.
    constexpr size_t block = 76, block_length = 91, flags = 112, extended_block = 208;
    constexpr uint32_t hardware_reduced = 1u << 20; // then none of the fixed registers exist, whatever their fields say
    constexpr uint8_t system_memory = 0, system_io = 1;
    if ((field_at<uint32_t>(fadt, flags) & hardware_reduced) != 0) return {};
    const auto address = field_at<uint64_t>(fadt, extended_block + 4);
    const auto space = field_at<uint8_t>(fadt, extended_block);
    if (address != 0 && space == system_io && address <= 0xffff) return {PmTimer::Space::Io, address};
    if (address != 0 && space == system_memory && address % 4 == 0) return {PmTimer::Space::Memory, address};
    const auto port = field_at<uint32_t>(fadt, block);
    if (port == 0 || port > 0xffff || field_at<uint8_t>(fadt, block_length) != 4) return {};
    return {PmTimer::Space::Io, port};
}

} // namespace acpi
