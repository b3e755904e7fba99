// ACPI tables for a Linux that is to take its CPUs from a mailbox of ours: copies, in which one table names another.
// Pure, host-tested.
#pragma once

#include <cstddef>
#include <span>

#include "kernel/device/acpi.hpp"

namespace linux_acpi {

using Room = std::span<std::byte>;

inline constexpr size_t rsdp_size = 36, wakeup_entry_size = 16;

// Each returns how many bytes it wrote, 0 if there is no room.

// The RSDP of revision 2 for this root table (ACPI 6.5, Root System Description Pointer).
size_t put_rsdp(Room room, acpi::Root root);
// A copy of the MADT with a Multiprocessor Wakeup Structure (type 0x10) more, and none that it had before.
size_t put_madt_with_mailbox(Room room, Bytes madt, PhysAddr mailbox);
// A copy of the RSDT or XSDT that names one table in the place of another; 0 too if it does not name it.
size_t put_root_with(Room room, Bytes root, bool is_xsdt, PhysAddr table, PhysAddr instead);

} // namespace linux_acpi
