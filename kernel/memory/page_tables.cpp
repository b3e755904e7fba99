#include "kernel/memory/page_tables.hpp"

#include "kernel/cpu/cpuid.hpp"
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
