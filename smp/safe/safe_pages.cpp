#include "smp/safe/safe_pages.hpp"

#include <cstring>

#include "kernel/cpu/cpu_instructions.hpp"
#include "kernel/cpu/interrupts.hpp"
#include "kernel/memory/page_tables.hpp"

extern "C" const char safe_code_start[], safe_code_end[];                   // linker.ld
extern "C" const char safe_nmi64[], safe_mc64[], safe_nmi32[], safe_mc32[]; // smp/safe/handlers.asm

namespace {
SafePages area;
} // namespace

SafePages& safe_pages() { return area; }

PhysAddr SafePages::code_label(const char* label) const {
    return code_address() + static_cast<uint64_t>(label - safe_code_start);
}

void SafePages::prepare(const MemoryMap& memory, size_t max_steps) {
    memset(direct_map(control_address()), 0, page_size);
    memset(direct_map(mailbox_address()), 0, page_size);
    retire_code();
    memcpy(direct_map(code_address()), safe_code_start, static_cast<size_t>(safe_code_end - safe_code_start));

    Arena arena({bay_address({0}), smm_range().base - bay_address({0})});
    arena.take(bay_size * cpus().size(), bay_size);
    prepare_bays();
    prepare_tables(arena, memory);
    steps_ = {arena.take_array<CopyStep>(max_steps), max_steps};
}

void SafePages::prepare_bays() {
    for (Cpu& cpu : cpus()) {
        const PhysAddr at = bay_address(cpu.number);
        Bay& b = bay(cpu.number);
        b.gdt = Gdt{};
        b.gdt.set_tss(at.value + offsetof(Bay, tss), sizeof(Tss64) - 1);
        b.gdt_pointer = {sizeof(Gdt) - 1, at.value + offsetof(Bay, gdt)};
        b.tss.io_map_base = sizeof(Tss64);
        b.apic_id = cpu.apic_id.value;
        cpu.counters = &b.counters;
    }
}

void SafePages::prepare_tables(Arena& arena, const MemoryMap& memory) {
    SafeTables& c = control().tables;
    c.idt64[vector::NMI] = Gate64(code_label(safe_nmi64).value, 0);
    c.idt64[vector::MC] = Gate64(code_label(safe_mc64).value, 0);
    c.idt32[vector::NMI] = Gate32(static_cast<uint32_t>(code_label(safe_nmi32).value));
    c.idt32[vector::MC] = Gate32(static_cast<uint32_t>(code_label(safe_mc32).value));
    const uint64_t at = control_address().value;
    c.idt64_pointer = {sizeof(c.idt64) - 1, at + offsetof(SafeControl, tables.idt64)};
    c.idt32_pointer = {sizeof(c.idt32) - 1, static_cast<uint32_t>(at + offsetof(SafeControl, tables.idt32))};
    c.mailbox = static_cast<uint32_t>(mailbox_address().value);

    PageTables tables(arena);
    tables.map_all(MappedMemory(memory), {0}, 0);
    c.page_tables = static_cast<uint32_t>(tables.root().value);
}

void SafePages::retire_code() {
    constexpr int int3 = 0xcc;
    memset(direct_map(code_address()), int3, page_size);
}

bool SafePages::has_arrived(const Cpu& cpu) {
    const auto state = bay(cpu.number).state.load(std::memory_order_acquire);
    return state == static_cast<uint32_t>(BayState::Arrived);
}

void enter_safe_code(Cpu& cpu, const char* label) {
    disable_interrupts();
    const PhysAddr bay = area.bay_address(cpu.number);
    const PhysAddr control = area.control_address();
    asm volatile("jmp *%0" : : "r"(area.code_label(label).value), "D"(bay.value), "S"(control.value) : "memory");
    __builtin_unreachable();
}
