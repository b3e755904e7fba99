// The page below 1 MiB where a started CPU enters in real mode, and what it reads there.
//
// One page a life: B's and A's are different pages, so that neither ever overwrites code the other's CPUs run on. The
// page is filled with INT3; a CPU that lands beside the code stops loudly. Nothing in it is written by a CPU that
// starts, except `stray` by CPUs that are not in the table.
#pragma once

#include <atomic>

#include "kernel/base/types.hpp"
#include "kernel/cpu/descriptors.hpp"

inline constexpr uint64_t trampoline_arguments_offset = 2048; // linker.ld asserts that the code ends before

struct [[gnu::packed]] FarPointer32 {
    uint32_t offset;
    uint16_t selector;
};

struct TrampolineArguments { // offsets for NASM: boot/asm_offsets.cpp
    uint64_t gdt[4];         // null, code64, data, code32: as in kernel/cpu/descriptors.hpp
    DescriptorPointer32 gdt_pointer;
    uint16_t padding0;
    FarPointer32 to_32bit, to_64bit;
    uint32_t cr3;      // of this life
    uint32_t ap_table; // physical: smp/cpu_table.hpp
    uint32_t ap_count;
    // A CPU that is not in the table puts its APIC id + 1 here, if it is 0, and waits to be sent back to INIT by
    // bring_up's poll, which clears it: one by one. Pairs lock cmpxchg in smp/trampoline.asm with an acquire there.
    std::atomic<uint32_t> stray;
    uint64_t start; // virtual: ap_start in smp/ap_start.asm
};
static_assert(sizeof(TrampolineArguments) == 80);
static_assert(trampoline_arguments_offset + sizeof(TrampolineArguments) <= page_size);

namespace trampoline {
// Writes the page anew, as every life does before its first SIPI. Boot CPU.
void prepare(PhysAddr page);
uint8_t startup_page();
// Sends a CPU that is not in the table back to INIT, if one has reported; returns whether one had.
bool turn_back_stray();
} // namespace trampoline
