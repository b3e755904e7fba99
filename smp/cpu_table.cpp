#include "smp/cpu_table.hpp"

#include "smp/topology.hpp"

namespace {

Cpu* table;
ApEntry* entry_table;
size_t count;

} // namespace

std::span<Cpu> cpus() { return {table, count}; }
std::span<ApEntry> cpu_table::entries() { return {entry_table, count}; }

void cpu_table::create(Arena& arena, std::span<const ApicId> ids) {
    count = ids.size();
    table = arena.take_array<Cpu>(count);
    entry_table = arena.take_array<ApEntry>(count);
    const PhysAddr stacks = arena.take(stacks_size * count, page_size);
    const unsigned smt_bits = topology::smt_bits([](uint32_t l, uint32_t s) { return cpuid(l, s); });
    for (size_t i = 0; i < count; i++) {
        Cpu& cpu = table[i];
        uint64_t top = reinterpret_cast<uint64_t>(direct_map(stacks + stacks_size * i));
        for (int slot = 0; slot < 3; slot++)
            cpu.tss.ist[slot] = top += interrupt_stack_size; // kernel/cpu/interrupts.hpp: ist_nmi …
        cpu.self = &cpu;
        cpu.number = {static_cast<uint32_t>(i)};
        cpu.apic_id = ids[i];
        cpu.is_sibling = topology::is_sibling(ids, i, smt_bits);
        cpu.counters = &cpu.own_counters;
        cpu.stack_top = top + stack_size;
        entry_table[i] = {ids[i].value, 0, reinterpret_cast<uint64_t>(&cpu), cpu.stack_top};
    }
}
