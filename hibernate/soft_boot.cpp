#include "hibernate/soft_boot.hpp"

#include <cstring>

#include "hibernate/image/plain_copy.hpp"
#include "hibernate/life/protocol.hpp"
#include "kernel/cpu/cpu_instructions.hpp"
#include "kernel/cpu/interrupts.hpp"
#include "smp/safe/copier.hpp"
#include "smp/safe/safe_pages.hpp"

namespace {

PhysAddr entry_of(const PhysRange& slot) { return slot.base + reinterpret_cast<uint64_t>(entry64_offset); }

} // namespace

void soft_boot(LifeRecord& record) {
    const PhysRange slot = record.placement.slots[record.slot];
    const PhysRange pristine = record.placement.pristine;
    const auto steps = safe_pages().steps();
    steps[0] = {slot.base.value, pristine.base.value, pristine.size};
    steps[1] = {slot.base.value + pristine.size, CopyStep::zero_fill, slot.size - pristine.size};
    const PhysAddr identity{safe_pages().control().tables.page_tables}; // the new life makes its own
    copier::start({
        .steps = 2,
        .by = plain_copy::fastest(record.stamps),
        .landing = {identity, entry_of(slot).value, {uint64_t(Protocol::Slot), direct_map_inverse(&record).value}},
        .on_the_way = {},
        .helpers_limit = {},
    });
}

void first_boot(LifeRecord& record) {
    const PhysRange slot = record.placement.slots[record.slot];
    const PhysRange pristine = record.placement.pristine;
    disable_interrupts();
    interrupts::load_early(); // this copy's own IDT is not the other's
    memcpy(direct_map(slot.base), direct_map(pristine.base), pristine.size);
    memset(direct_map(slot.base + pristine.size), 0, slot.size - pristine.size);
    // Under the early page tables, which map the slot identity (boot/entry.asm).
    asm volatile("jmp *%0"
                 :
                 : "r"(entry_of(slot).value), "D"(static_cast<uint64_t>(Protocol::Slot)),
                   "S"(direct_map_inverse(&record).value)
                 : "memory");
    __builtin_unreachable();
}
