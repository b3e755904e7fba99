#include "kernel/memory/page_tables.hpp"

#include "kernel/base/cpuid.hpp"
#include "kernel/cpu/registers.hpp"
#include "kernel/log/panic.hpp"

// The entry for `virt` at `level` (1 = 4 KiB pages, 2 = 2 MiB, 3 = 1 GiB), with the tables above it made.
uint64_t* PageTables::entry(VirtAddr virt, int level) {
    PhysAddr table = root_;
    for (int l = 4;; l--) {
        uint64_t* e = direct_map<uint64_t>(table) + (virt.value >> (12 + 9 * (l - 1)) & 511);
        if (l == level) return e;
        if ((*e & page::present) == 0) *e = arena_.take(page_size, page_size).value | page::present | page::writable;
        if ((*e & page::large) != 0) panic("page-tables", "{} is already mapped by a large page", virt);
        table = {*e & page::address_mask};
    }
}

void PageTables::map(VirtAddr virt, PhysAddr phys, uint64_t size, uint64_t flags) {
    const bool huge_pages = cpu_has_huge_pages();
    const auto fits = [&](uint64_t page) { return (virt.value | phys.value) % page == 0 && size >= page; };
    while (size > 0) {
        uint64_t step = page_size;
        if (huge_pages && fits(huge_page_size)) {
            step = huge_page_size;
            *entry(virt, 3) = phys.value | flags | page::present | page::large;
        } else if (fits(large_page_size)) {
            step = large_page_size;
            *entry(virt, 2) = phys.value | flags | page::present | page::large;
        } else {
            *entry(virt, 1) = phys.value | flags | page::present;
        }
        virt = virt + step;
        phys = phys + step;
        size -= step;
    }
}

void PageTables::map_all(const MappedMemory& memory, VirtAddr virtual_base, uint64_t flags) {
    flags |= page::writable;
    const auto map_range = [&](PhysRange r, uint64_t more) {
        map(virtual_base + r.base.value, r.base, r.size, flags | more);
    };
    for (const PhysRange r : memory.cached()) map_range(r, 0);
    for (const PhysRange r : memory.uncached()) map_range(r, page::cache_disable | page::write_through);
}

bool direct_map_reaches(PhysRange range) {
    const PhysRange pages = whole_pages(range);
    for (PhysAddr at = pages.base; at < pages.end(); at = at + page_size) {
        const uint64_t virt = direct_map_base + at.value;
        PhysAddr table{read_cr3() & page::address_mask};
        for (int level = 4; level > 0; level--) {
            const uint64_t e = direct_map<uint64_t>(table)[virt >> (12 + 9 * (level - 1)) & 511];
            if ((e & page::present) == 0) return false;
            if ((e & page::large) != 0)
                break; // in a page table this bit is another one, and the walk ends there anyway
            table = {e & page::address_mask};
        }
    }
    return true;
}
