#include "hibernate/soft_boot.hpp"

#include <cstring>

#include "hibernate/image/plain_copy.hpp"
#include "hibernate/life/protocol.hpp"
#include "kernel/cpu/cpu_instructions.hpp"
#include "smp/safe/safe_pages.hpp"

extern "C" const char copier[]; // smp/safe/copier.asm

namespace {

PhysAddr entry_of(const PhysRange& slot) { return slot.base + reinterpret_cast<uint64_t>(entry64_offset); }

} // namespace

void soft_boot(LifeRecord& record) {
    const PhysRange slot = record.placement.slots[record.slot];
    const PhysRange pristine = record.placement.pristine;
    const auto steps = safe_pages().steps();
    steps[0] = {slot.base.value, pristine.base.value, pristine.size};
    steps[1] = {slot.base.value + pristine.size, CopyStep::zero_fill, slot.size - pristine.size};
    SafeControl& c = safe_pages().control();
    c.step_count = 2;
    c.copy_by = plain_copy::fastest(record.stamps);
    c.jump_cr3 = c.page_tables; // identity: the new life makes its own
    c.jump_to = entry_of(slot).value;
    c.jump_argument[0] = static_cast<uint64_t>(Protocol::Slot);
    c.jump_argument[1] = direct_map_inverse(&record).value;
    enter_safe_code(boot_cpu(), copier);
}

void first_boot(LifeRecord& record) {
    const PhysRange slot = record.placement.slots[record.slot];
    const PhysRange pristine = record.placement.pristine;
    disable_interrupts();
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
