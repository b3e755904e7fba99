// What boot/entry.asm's page tables lack: memory above 4 GiB. Firmware may put its tables there, since their addresses
// have 64 bits (ACPI 6.5, Extended System Description Table), and the list of CPUs is wanted before a life has page
// tables of its own.
#pragma once

#include "kernel/memory/memory_map.hpp"

namespace early_map {
// Whether the direct map has every page of this; above 4 GiB after it was mapped, page by page and read-only, by spare
// tables. They are few: enough for tables that lie within some MiB of each other, as firmware puts them.
bool reach(PhysRange range);
// The life's own page tables are in force, which have all memory: nothing is added any more.
void end();
} // namespace early_map
