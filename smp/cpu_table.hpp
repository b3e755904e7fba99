// Makes the table of CPUs of this life, sized by the machine.
#pragma once

#include "kernel/memory/arena.hpp"
#include "smp/cpu.hpp"

// Where a CPU that starts finds itself by its APIC id, before it owns anything. Read by smp/find_self.inc with
// paging off, so the table lies below 4 GiB (slots do).
struct ApEntry {
    uint32_t apic_id;
    uint32_t reserved;
    uint64_t cpu;       // virtual address of its Cpu
    uint64_t stack_top; // virtual
};
static_assert(sizeof(ApEntry) == 24);

namespace cpu_table {
inline constexpr uint32_t struck = 0xffffffff; // no CPU has this APIC id (it is the broadcast id)

// A stack for C++, and three small ones for NMI, #MC and #DF, which may strike on a broken stack.
inline constexpr uint64_t stack_size = 8192, interrupt_stack_size = 2048;
inline constexpr uint64_t stacks_size = stack_size + 3 * interrupt_stack_size;

// Upper bound of what create() and cpu_times::initialize() take from the arena.
constexpr uint64_t bytes_for(size_t cpu_count) {
    return cpu_count * (sizeof(Cpu) + sizeof(ApEntry) + stacks_size + sizeof(uint64_t)) + 4 * page_size;
}
// `ids[0]` must be the boot CPU's. Boot CPU, once a life.
void create(Arena& arena, std::span<const ApicId> ids);
std::span<ApEntry> entries();
} // namespace cpu_table
