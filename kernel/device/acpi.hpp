// ACPI tables, read only, no AML. Parsing is pure and host-tested; finding tables needs the direct map.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string_view>

#include "kernel/base/bytes.hpp"
#include "kernel/base/types.hpp"
#include "kernel/memory/memory_map.hpp"

namespace acpi {

struct Root {
    PhysAddr address;
    bool is_xsdt = false;
};

// An RSDP as it lies in memory or in a Multiboot2 tag (ACPI 6.5, 5.2.5.3): nullopt unless signature and checksums
// are right.
std::optional<Root> parse_rsdp(Bytes rsdp);

// The BIOS areas of ACPI 6.5, 5.2.5.1: first KiB of the EBDA, then 0xe0000 … 0xfffff.
std::optional<Root> search_bios_areas();

// The whole table with this signature ("APIC", "FACP", …), or why there is none to rely on, in one word: absent,
// length, checksum, outside-memory, above-4-gib.
struct Table {
    Bytes bytes; // empty if there is a fault
    std::string_view fault;
};
// With a memory map, a table must lie in memory of some kind: what firmware points at may be a device.
Table look_up(Root root, const char (&signature)[5], const MemoryMap* memory);
// The same for those who can do without: empty if there is none.
Bytes find_table(Root root, const char (&signature)[5], const MemoryMap* memory = nullptr);

// A table whose address another table gives (the DSDT); empty if it makes no sense.
Bytes table_at(PhysAddr address, const MemoryMap* memory = nullptr);

// MADT (5.2.12). Visits the local APIC and local x2APIC entries in order.
struct MadtCpu {
    ApicId id;
    bool enabled = false;
    bool online_capable = false; // not usable now, may be plugged in later: not ours to start
};
class MadtCpus {
  public:
    explicit MadtCpus(Bytes madt) : rest_(madt.size() > header_size ? madt.subspan(header_size) : Bytes{}) {}
    static bool is_whole(Bytes madt) { return madt.size() >= header_size; }
    std::optional<MadtCpu> next();                    // nullopt at the end, or where an entry's length makes no sense
    bool is_broken() const { return !rest_.empty(); } // after the last: there was such an entry
    bool wakes_by_mailbox() const {
        return mailbox_;
    } // after the last: a multiprocessor wakeup structure was among them

  private:
    static constexpr size_t header_size = 44;
    Bytes rest_;
    bool mailbox_ = false;
};

// Where the FADT says that the PM timer is (X_PM_TMR_BLK, else PM_TMR_BLK).
struct PmTimer {
    enum class Space : uint8_t { None, Io, Memory };
    Space space = Space::None;
    uint64_t address = 0;
};
PmTimer pm_timer(Bytes fadt);

} // namespace acpi
