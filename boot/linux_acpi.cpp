#include "boot/linux_acpi.hpp"

#include <cstring>

namespace linux_acpi {
namespace {

constexpr size_t table_header_size = 36, length_offset = 4, checksum_offset = 9, madt_header_size = 44;

template <typename T>
void put(Room room, size_t at, T value) {
    memcpy(room.data() + at, &value, sizeof(value));
}

// Makes all bytes sum to zero by the one at `at`.
void put_checksum(Room bytes, size_t at) {
    unsigned sum = 0;
    bytes[at] = std::byte{0};
    for (const std::byte b : bytes) sum += std::to_integer<unsigned>(b);
    bytes[at] = static_cast<std::byte>(0u - sum);
}

} // namespace

size_t put_rsdp(Room room, acpi::Root root) {
    constexpr size_t size_of_revision_0 = 20;
    if (room.size() < rsdp_size) return 0;
    const Room rsdp = room.first(rsdp_size);
    memset(rsdp.data(), 0, rsdp.size());
    memcpy(rsdp.data(), "RSD PTR ", 8);
    memcpy(rsdp.data() + 9, "HANDOF", 6);
    put<uint8_t>(rsdp, 15, root.is_xsdt ? 2 : 0);
    put(rsdp, 16, root.is_xsdt ? 0 : static_cast<uint32_t>(root.address.value));
    put(rsdp, 20, static_cast<uint32_t>(rsdp_size));
    put(rsdp, 24, root.is_xsdt ? root.address.value : 0);
    put_checksum(rsdp.first(size_of_revision_0), 8);
    put_checksum(rsdp, 32);
    return rsdp_size;
}

size_t put_madt_with_mailbox(Room room, Bytes madt, PhysAddr mailbox) {
    constexpr uint8_t wakeup = 0x10;
    if (madt.size() < madt_header_size || room.size() < madt.size() + wakeup_entry_size) return 0;
    size_t used = madt_header_size;
    memcpy(room.data(), madt.data(), used);
    for (size_t at = madt_header_size; at + 2 <= madt.size();) {
        const auto type = std::to_integer<uint8_t>(madt[at]);
        const auto length = std::to_integer<uint8_t>(madt[at + 1]);
        if (length < 2 || at + length > madt.size()) return 0;
        if (type != wakeup) {
            memcpy(room.data() + used, madt.data() + at, length);
            used += length;
        }
        at += length;
    }
    memset(room.data() + used, 0, wakeup_entry_size); // mailbox version 0
    put(room, used, wakeup);
    put(room, used + 1, static_cast<uint8_t>(wakeup_entry_size));
    put(room, used + 8, mailbox.value);
    used += wakeup_entry_size;
    put(room, length_offset, static_cast<uint32_t>(used));
    put_checksum(room.first(used), checksum_offset);
    return used;
}

size_t put_root_with(Room room, Bytes root, bool is_xsdt, PhysAddr table, PhysAddr instead) {
    const size_t width = is_xsdt ? 8 : 4;
    bool found = false;
    if (root.size() < table_header_size || room.size() < root.size()) return 0;
    memcpy(room.data(), root.data(), root.size());
    for (size_t at = table_header_size; at + width <= root.size(); at += width) {
        uint64_t address = 0;
        memcpy(&address, root.data() + at, width);
        if (address != table.value) continue;
        memcpy(room.data() + at, &instead.value, width);
        found = true;
    }
    put_checksum(room.first(root.size()), checksum_offset);
    return found ? root.size() : 0;
}

} // namespace linux_acpi
