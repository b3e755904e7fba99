// The page below 1 MiB where a started CPU enters in real mode, and what it reads there.
//
// One page a life: B's and A's are different pages, so that neither ever overwrites code the other's CPUs run on. The
// page is filled with INT3; a CPU that lands beside the code stops loudly. CPUs that start write nothing in it but
// counts.
#pragma once

#include <atomic>

#include "kernel/base/types.hpp"
#include "kernel/cpu/descriptors.hpp"
#include "kernel/cpu/machine_check.hpp"

inline constexpr uint64_t trampoline_arguments_offset = 2048; // linker.ld asserts that the code ends before

struct [[gnu::packed]] FarPointer16 {
    uint16_t offset, selector;
};
struct [[gnu::packed]] FarPointer32 {
    uint32_t offset;
    uint16_t selector;
};

// What an IRET of each mode pops.
struct [[gnu::packed]] Frame16 {
    uint16_t ip, cs, flags;
};
struct [[gnu::packed]] Frame32 {
    uint32_t eip, cs, eflags;
};
struct [[gnu::packed]] Frame64 {
    uint64_t rip, cs, rflags, rsp, ss;
};

// One table for all the modes that a CPU passes: an entry of a real-mode vector has 4 bytes, a 32-bit gate 8, a 64-bit
// gate 16, and of NMI and #MC no two meet: 8 and 72, 16 and 144, 32 and 288. So at no moment is the wrong one loaded.
struct ThreeModeIdt {
    static constexpr uint8_t NMI = 2, MC = 18; // kernel/cpu/interrupts.hpp
    alignas(16) std::byte bytes[16 * (MC + 1)];
    void set(uint8_t vector, FarPointer16 in16, Gate32 in32, Gate64 in64) {
        __builtin_memcpy(bytes + sizeof(in16) * vector, &in16, sizeof(in16));
        __builtin_memcpy(bytes + sizeof(in32) * vector, &in32, sizeof(in32));
        __builtin_memcpy(bytes + sizeof(in64) * vector, &in64, sizeof(in64));
    }
};

struct TrampolineArguments { // offsets for NASM: boot/asm_offsets.cpp
    uint64_t gdt[4];         // null, code64, data, code32: as in kernel/cpu/descriptors.hpp
    DescriptorPointer32 gdt_pointer, idt_pointer;
    FarPointer32 to_32bit, to_64bit;
    uint32_t cr3;      // of this life
    uint32_t ap_table; // physical: smp/cpu_table.hpp
    // 0 once trampoline::close() was called. Read by find_self in smp/trampoline.asm; pairs the release there with an
    // x86 load.
    std::atomic<uint32_t> ap_count;
    uint32_t has_xd_disable; // cpu_has_xd_disable(): the bit is to be cleared, as boot/entry.asm did on the boot CPU
    MachineCheckBanks machine_check;
    // Written by CPUs that pass: one that is not in the table was here; interrupts taken on the way.
    std::atomic<uint32_t> stray, nmi_count, machine_check_count;
    FarPointer16 stack16, frame16_pointer;
    FarPointer32 stack32, frame32_pointer;
    Frame16 frame16;
    Frame32 frame32;
    alignas(16) Frame64 frame64;
    uint64_t start; // virtual: ap_start in smp/ap_start.asm
    ThreeModeIdt idt;
    alignas(16) std::byte scratch[128]; // what interrupts push: never read
};
static_assert(trampoline_arguments_offset + sizeof(TrampolineArguments) <= page_size);

namespace trampoline {
// Makes the page this life's, as every life does before its first SIPI; also the real-mode vectors of NMI and #MC. What
// is the same in every life is not touched again, so a CPU that halts in this page stays unharmed. Boot CPU.
void prepare(PhysAddr page);
uint8_t startup_page();
// From now on no CPU is let in: who comes late halts in the page. Before anything that it would need is overwritten.
void close();
// Whether a CPU that is not in the table has come.
bool has_stray();
// NMIs and machine checks that CPUs took on their way through this page, since prepare().
uint32_t nmi_count();
uint32_t machine_check_count();
} // namespace trampoline
