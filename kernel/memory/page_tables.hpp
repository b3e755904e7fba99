// Four-level page tables (SDM vol. 3, "Paging"), built in memory that an arena gives.
#pragma once

#include "kernel/memory/arena.hpp"
#include "kernel/memory/mapped_memory.hpp"

namespace page {
inline constexpr uint64_t present = 1u << 0, writable = 1u << 1, write_through = 1u << 3, cache_disable = 1u << 4,
                          accessed = 1u << 5, dirty = 1u << 6, large = 1u << 7, no_execute = uint64_t{1} << 63;
inline constexpr uint64_t address_mask = 0x000ffffffffff000;
} // namespace page

class PageTables {
  public:
    explicit PageTables(Arena& arena) : arena_(arena), root_(arena.take(page_size, page_size)) {}
    PageTables(Arena& arena, PhysAddr root) : arena_(arena), root_(root) {} // goes on with tables that are there
    PhysAddr root() const { return root_; }
    // Maps whole pages, with the largest page size that alignment and CPU allow. `flags` are page::writable and so
    // on; present is implied. Mapping over an existing large page is a bug and stops the machine.
    void map(VirtAddr virt, PhysAddr phys, uint64_t size, uint64_t flags);
    // virtual_base + address, for every address of `memory`, writable. `flags`: page::no_execute, or 0.
    void map_all(const MappedMemory& memory, VirtAddr virtual_base, uint64_t flags);

  private:
    uint64_t* entry(VirtAddr virt, int level);
    Arena& arena_;
    PhysAddr root_;
};

// Whether the direct map of the page tables in force has every page of this.
bool direct_map_reaches(PhysRange range);
