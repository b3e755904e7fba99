#include "boot/linux_stock.hpp"

#include "boot/linux_memory.hpp"
#include "kernel/log/print.hpp"

void print_available_and_own(const Life& life) {
    const FreeMemory available(life.record.machine.memory);
    for (const PhysRange r : available.ranges()) print("# available base={} pages={}\n", r.base, r.size / page_size);
    for (const OwnRange& own : own_memory(life.record.placement))
        print("# own base={} pages={} what={}\n", own.range.base, own.range.size / page_size, own.what);
}
