// One CPU's own place in the safe pages: its GDT, TSS, stack and counters. While CPUs cross, nothing else of it is
// anywhere.
#pragma once

#include <atomic>

#include "kernel/cpu/descriptors.hpp"
#include "kernel/cpu/machine_check.hpp"
#include "smp/cpu.hpp"

enum class BayState : uint32_t { Empty = 0, Arrived = 1 };

// What method=park leaves out, to show what each part is for (smp/method/park.cpp).
enum class ParkOption : uint32_t {
    Whole = 0,
    WithoutIdt = 1, // no gates: any NMI or #MC is a triple fault
    WithoutMce = 2, // CR4.MCE clear: a machine check is a shutdown
    NmiLatched = 4, // inside an NMI that never ends, as in Xen's crash path: further NMIs stay blocked
};

// Three stacks fill what the fields leave free: the CPU's own at the end, below it those that its TSS names for NMI and
// #MC in long mode. A CPU may so have any RSP, in the safe pages or already in B, and an NMI still does not touch what
// lies there. Handlers find the bay by masking the stack pointer, hence the alignment.
struct alignas(2048) Bay {
    Gdt gdt;
    Tss64 tss; // serves as 32-bit TSS too: both are 104 bytes, and neither is ever switched through
    DescriptorPointer gdt_pointer;
    uint16_t padding0;
    uint32_t apic_id;
    // Pairs the release in smp/safe/park.asm and smp/safe/enter_safe64.inc with the acquire in
    // SafePages::has_arrived().
    std::atomic<uint32_t> state;
    uint64_t arrived_at; // TSC: when the CPU left its life, whatever the method
    WakeCounters counters;
    MachineCheckBanks machine_check; // for smp/safe/handlers.asm
    uint32_t park_options;           // ParkOption bits, for smp/safe/park.asm
    uint32_t awaited;   // smp/safe/provoke.hpp: this CPU counts what it takes, so the next event waits for it
    uint64_t before;    // its count before the event now in flight
    uint64_t wait_word; // what inject=store writes, 0 if there is none
};
inline constexpr uint64_t bay_size = sizeof(Bay);
inline constexpr uint64_t bay_nmi_stack_top = 1536, bay_mc_stack_top = 896;
static_assert(offsetof(Bay, wait_word) + 8 + 512 <= bay_mc_stack_top);
static_assert(bay_size == 2048 && alignof(Bay) == 2048);
