#include "kernel/memory/early_map.hpp"

#include "kernel/cpu/registers.hpp"
#include "kernel/memory/layout.hpp"
#include "kernel/memory/page_tables.hpp"

// boot/entry.asm, in one block: an address of the one gives that of the other
extern "C" const char early_tables[], early_spare_tables[];

namespace {

constexpr uint64_t spare_bytes = 6 * page_size;
constexpr uint64_t most_for_a_page = 3 * page_size; // one table of each level below the first

Arena spare;
bool begun, ended;

bool add(PhysAddr page) {
    const PhysAddr root{read_cr3() & page::address_mask}; // early_tables, in the copy of the image that runs
    if (!begun) {
        spare = Arena({root + static_cast<uint64_t>(early_spare_tables - early_tables), spare_bytes});
        begun = true;
    }
    if (spare.left() < most_for_a_page) return false;
    PageTables(spare, root).map({direct_map_base + page.value}, page, page_size, 0);
    return true;
}

} // namespace

bool early_map::reach(PhysRange range) {
    if (direct_map_reaches(range)) return true;
    if (ended || range.base < four_gib || range.end().value > direct_map_size) return false;
    const PhysRange pages = whole_pages(range);
    for (PhysAddr at = pages.base; at < pages.end(); at = at + page_size) {
        if (!direct_map_reaches({at, page_size}) && !add(at)) return false;
    }
    return true;
}

void early_map::end() { ended = true; }
