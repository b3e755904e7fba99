// What the firmware says of itself and of the machine (DMTF DSP0134, "System Management BIOS Reference Specification").
// Parsing is pure, host-tested and fuzzed; finding the tables needs the direct map.
#pragma once

#include <optional>
#include <span>

#include "kernel/base/bytes.hpp"
#include "kernel/base/text.hpp"
#include "kernel/memory/memory_map.hpp"

namespace smbios {

// Words of the log.
struct Firmware {
    FixedText<32> vendor, version, date, product;
};

// Where an entry point, "_SM_" or "_SM3_", says that the structures are; nullopt unless its checksum is right.
std::optional<PhysRange> parse_entry_point(Bytes entry_point);
// The strings of "BIOS Information" and "System Information"; "?" for what is not there.
Firmware parse_structures(Bytes structures);

// Where a UEFI system table says that an entry point is (UEFI, "EFI Configuration Table"); 0 if it says none.
PhysAddr in_efi_system_table(PhysAddr system_table);
// Of this machine, whose entry point is at `entry_point` or in the BIOS area. Before a life has its own page tables.
Firmware look_up(PhysAddr entry_point);

} // namespace smbios
