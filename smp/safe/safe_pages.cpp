#include "smp/safe/safe_pages.hpp"

#include <cstring>

#include "kernel/cpu/cpu_instructions.hpp"
#include "kernel/cpu/interrupts.hpp"
#include "kernel/memory/page_tables.hpp"

extern "C" const char safe_code_start[], safe_code_end[];                   // linker.ld
extern "C" const char safe_nmi64[], safe_mc64[], safe_nmi32[], safe_mc32[]; // smp/safe/handlers.asm

namespace {

constexpr uint8_t int3 = 0xcc;

SafePages area;

size_t code_size() { return static_cast<size_t>(safe_code_end - safe_code_start); }

// A CPU's own, at the physical address of its bay.
Tss64 tss_of_bay(PhysAddr bay) {
    Tss64 tss{};
    tss.ist[interrupts::ist_nmi - 1] = bay.value + bay_nmi_stack_top;
    // #DF has no gate here, but a life's IDT is still in force when TR is loaded (smp/safe/enter_safe64.inc).
    tss.ist[interrupts::ist_mc - 1] = tss.ist[interrupts::ist_df - 1] = bay.value + bay_mc_stack_top;
    tss.io_map_base = sizeof(Tss64);
    return tss;
}

Gdt gdt_of_bay(PhysAddr bay) {
    Gdt gdt;
    gdt.set_tss(bay.value + offsetof(Bay, tss), sizeof(Tss64) - 1);
    return gdt;
}

IdtOfBothModes make_idt(const SafePages& pages) {
    static_assert(IdtOfBothModes::can_have(vector::NMI, vector::MC));
    const auto gate64 = [&](const char* label, uint8_t ist) { return Gate64(pages.code_label(label).value, ist); };
    const auto gate32 = [&](const char* label) { return Gate32(static_cast<uint32_t>(pages.code_label(label).value)); };
    IdtOfBothModes idt;
    idt.set(vector::NMI, gate64(safe_nmi64, interrupts::ist_nmi), gate32(safe_nmi32));
    idt.set(vector::MC, gate64(safe_mc64, interrupts::ist_mc), gate32(safe_mc32));
    return idt;
}

bool is_same(const void* a, const void* b, size_t size) { return memcmp(a, b, size) == 0; }

} // namespace

SafePages& safe_pages() { return area; }

PhysAddr SafePages::code_label(const char* label) const {
    return code_address() + static_cast<uint64_t>(label - safe_code_start);
}

void SafePages::prepare(const MemoryMap& memory, size_t max_steps) {
    memset(direct_map(control_address()), 0, page_size);
    memset(direct_map(mailbox_address()), 0, page_size);
    retire_code();
    memcpy(direct_map(code_address()), safe_code_start, code_size());

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
        b.gdt = gdt_of_bay(at);
        b.gdt_pointer = {sizeof(Gdt) - 1, at.value + offsetof(Bay, gdt)};
        b.tss = tss_of_bay(at);
        b.counters = {};
        b.apic_id = cpu.apic_id.value;
        b.machine_check = machine_check::banks();
        cpu.counters = &b.counters;
    }
}

void SafePages::prepare_tables(Arena& arena, const MemoryMap& memory) {
    SafeTables& c = control().tables;
    c.idt = make_idt(*this);
    c.idt_pointer = {sizeof(c.idt) - 1, control_address().value + offsetof(SafeControl, tables.idt)};
    c.mailbox = static_cast<uint32_t>(mailbox_address().value);

    PageTables tables(arena);
    tables.map_all(MappedMemory(memory), {0}, 0);
    c.page_tables = static_cast<uint32_t>(tables.root().value);
    // As a CPU would mark them when it walks them: so they stay as they are (constant_ranges()).
    for (PhysAddr at = tables.root(); at < arena.next(); at = at + sizeof(uint64_t)) {
        uint64_t& entry = *direct_map<uint64_t>(at);
        if ((entry & page::present) != 0) entry |= page::accessed | page::dirty;
    }
}

bool SafePages::is_as_prepared() {
    bool same =
        is_same(direct_map(code_address()), safe_code_start, code_size()) && control().tables.idt == make_idt(*this);
    for (size_t i = code_size(); i < page_size; i++) same &= *direct_map<const uint8_t>(code_address() + i) == int3;
    for (const Cpu& cpu : cpus()) {
        const PhysAddr at = bay_address(cpu.number);
        const Tss64 tss = tss_of_bay(at);
        Gdt gdt = bay(cpu.number).gdt;
        gdt.tss_low &= ~Gdt::tss_busy; // LTR's doing
        const Gdt put = gdt_of_bay(at);
        same &= is_same(&gdt, &put, sizeof(Gdt)) && is_same(&bay(cpu.number).tss, &tss, sizeof(Tss64));
    }
    return same;
}

std::array<PhysRange, 3> SafePages::constant_ranges() const {
    const PhysAddr behind_bays{align_up(bay_address({0}).value + bay_size * cpus().size(), page_size)};
    return {{{range_.base, record_pages * page_size},
             {code_address(), page_size},
             {behind_bays, smm_range().base - behind_bays}}};
}

void SafePages::retire_code() { memset(direct_map(code_address()), int3, page_size); }

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
