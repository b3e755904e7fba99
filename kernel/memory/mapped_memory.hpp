// What of the physical address space a life maps, and how. Pure, host-tested.
//
// Memory only. A hole of the memory map may hold device registers, and a CPU may read ahead of the program from
// whatever is mapped cacheable; from uncached memory it does not (SDM vol. 3, "Methods of Caching Available": UC has no
// speculative accesses). Device registers are mapped one by one (kernel/memory/mmio.hpp), and an access to a hole is a
// page fault.
//
// A large page over two memory types is undefined, unless its own type is the most conservative of them (SDM vol. 3,
// "Large Page Size Considerations"). Firmware gives memory one type, so large pages lie over memory alone, or are
// uncached.
#pragma once

#include "kernel/memory/memory_map.hpp"

// The local APIC's registers where a reset puts them (SDM vol. 3, "Relocating the Local APIC Registers").
inline constexpr PhysRange local_apic_page{{0xfee00000}, page_size};

class MappedMemory {
  public:
    explicit MappedMemory(const MemoryMap& map);
    // Available memory, ACPI tables and ACPI NVS, in every page that no other entry claims a part of.
    std::span<const PhysRange> cached() const { return cached_.ranges(); }
    // What else is looked at: VGA's memory and the BIOS's below 1 MiB, the local APIC, and below 4 GiB what is
    // reserved: some firmware leaves ACPI tables there (SeaBIOS does).
    std::span<const PhysRange> uncached() const { return uncached_.ranges(); }
    // Memory that page tables for all of it need at most: PageTables::map_all().
    uint64_t table_bytes() const;

  private:
    RangeSet cached_, uncached_;
};
