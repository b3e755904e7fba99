#include "boot/placement.hpp"

#include <algorithm>

#include "hibernate/image/restore_plan.hpp"
#include "hibernate/image/snapshot.hpp"
#include "kernel/memory/layout.hpp"
#include "kernel/memory/mapped_memory.hpp"
#include "kernel/report/event_log.hpp"
#include "smp/cpu_screen.hpp"
#include "smp/cpu_table.hpp"
#include "smp/safe/safe_pages.hpp"

namespace {
constexpr PhysAddr trampoline_limit{0xa0000};

// Takes what is asked for from the largest piece on: firmware may leave more crumbs than there is room to list.
bool gather_witness(FreeMemory& free, uint64_t bytes, Placement& placement) {
    while (bytes > 0) {
        if (free.ranges().empty() || placement.witness_count == placement.witness.size()) return false;
        const PhysRange next = *std::max_element(free.ranges().begin(), free.ranges().end(),
                                                 [](PhysRange a, PhysRange b) { return a.size < b.size; });
        const PhysRange part{next.base, std::min(next.size, bytes)};
        free.reserve(part);
        placement.witness[placement.witness_count++] = part;
        bytes -= part.size;
    }
    return true;
}
} // namespace

uint64_t slot_bytes(uint64_t image_bytes, size_t cpus, uint64_t table_bytes) {
    constexpr uint64_t kernel_and_identity_tables = 32 * page_size;
    // NVMe queues and PRP lists, blocks of a disk that is judged, tables of the MMIO window.
    constexpr uint64_t driver_pages = 96 * page_size;
    // Lists of APIC ids, and what the screen knows of each CPU.
    const uint64_t scratch = driver_pages + sizeof(ApicId) * 2 * cpus + cpu_screen::bytes_for(cpus) + page_size;
    const uint64_t safe_tables = SafePages::bytes_for(cpus, 0, 0) / 512; // leaf tables of the identity mapping
    return align_up(image_bytes + cpu_table::bytes_for(cpus) + event_log::bytes_for(event_capacity(cpus)) +
                        table_bytes + kernel_and_identity_tables + safe_tables + scratch,
                    large_page_size);
}

std::optional<Placement> place(const MemoryMap& map, const PlacementSizes& sizes, PlacementFailure& failure) {
    Placement p{};
    p.pristine = sizes.pristine;
    const uint64_t tables = MappedMemory(map).table_bytes();
    const uint64_t slot = slot_bytes(sizes.image_bytes, sizes.cpus, tables);
    const uint64_t safe = SafePages::bytes_for(sizes.cpus, tables, max_restore_steps);
    const uint64_t store = align_up(snapshot::bytes_for(sizes.cpus, 2 * slot, sizes.witness), page_size);
    FreeMemory free(map);
    failure = {2 * slot + safe + store + sizes.witness + sizeof(p.sessions) / sizeof(PhysAddr) * page_size,
               free.bytes(), true};

    free.reserve({{0}, page_size}); // interrupt vectors and BIOS data area
    free.reserve({default_smbase, default_smram_size});
    free.reserve({initial_stack_page, page_size});
    for (auto& t : p.trampolines) {
        const auto page = free.take_highest(page_size, {page_size}, trampoline_limit);
        if (!page) return std::nullopt;
        t = page->base;
    }
    failure.no_low_page = false;
    free.reserve({{0}, one_mib.value}); // the rest of low memory belongs to nobody: firmware uses it in its own way
    free.reserve({sizes.pristine.base, sizes.image_bytes});
    free.reserve(sizes.module);
    const auto take = [&](uint64_t bytes, uint64_t alignment, PhysAddr limit, PhysRange& out) {
        const auto range = free.take(bytes, alignment, one_mib, limit);
        if (range) out = *range;
        return range.has_value();
    };
    const bool placed = take(slot, large_page_size, four_gib, p.slots[0]) &&
                        take(slot, large_page_size, four_gib, p.slots[1]) && take(safe, page_size, four_gib, p.safe);
    if (!placed) return std::nullopt;
    // Far apart.
    const auto low = free.take(page_size, page_size, one_mib, four_gib);
    const auto high = free.take_highest(page_size, one_mib, four_gib);
    if (!low || !high) return std::nullopt;
    p.sessions[0] = low->base;
    p.sessions[1] = high->base;
    const auto store_range = free.take_highest(store, one_mib, map.top());
    if (!store_range) return std::nullopt;
    p.store = *store_range;
    if (!gather_witness(free, sizes.witness, p)) return std::nullopt;
    return p;
}
