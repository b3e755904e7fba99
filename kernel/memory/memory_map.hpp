// What memory there is, as the loader told us, and what of it is still free. Pure, host-tested.
#pragma once

#include <array>
#include <optional>
#include <span>

#include "kernel/memory/range_set.hpp"

// The numbers of E820, Multiboot2 (3.6.8) and hvm_memmap_table_entry, which agree.
enum class MemoryType : uint32_t { Available = 1, Reserved = 2, AcpiReclaimable = 3, AcpiNvs = 4, Bad = 5 };

struct MemoryMapEntry {
    PhysRange range;
    MemoryType type;   // no initial value: a map of nothing must be all zeroes, in .bss
    uint32_t reserved; // keeps digest() free of padding
};

class MemoryMap {
  public:
    // False when the map is full or the range wraps around: the caller refuses the machine rather than guessing what
    // was meant. What the direct map does not reach is left out.
    bool add(PhysRange range, MemoryType type);
    std::span<const MemoryMapEntry> entries() const { return {entries_.data(), count_}; }
    // Whether available entries cover the whole range and no other entry claims a part of it.
    bool is_available(PhysRange range) const;
    // Whether there is memory of some kind all over the range; what firmware keeps below 1 MiB is not always listed.
    bool covers(PhysRange range) const;
    // End of the highest available byte, at least 4 GiB.
    PhysAddr top() const;
    // Equal digests mean equal maps; a hibernated kernel may only be resumed on the machine it knows.
    uint64_t digest() const;

  private:
    std::array<MemoryMapEntry, 256> entries_{};
    uint32_t count_ = 0;
};

// Available memory minus everything in use, in whole pages.
class FreeMemory {
  public:
    explicit FreeMemory(const MemoryMap& map);
    void reserve(PhysRange used);
    // The lowest free range of this size and alignment at or above `from` and ending at or below `limit`; it is
    // reserved.
    std::optional<PhysRange> take(uint64_t size, uint64_t alignment, PhysAddr from, PhysAddr limit);
    // As take(), but the highest one.
    std::optional<PhysRange> take_highest(uint64_t size, PhysAddr from, PhysAddr limit);
    uint64_t bytes() const;
    std::span<const PhysRange> ranges() const { return set_.ranges(); }

  private:
    RangeSet set_;
};
