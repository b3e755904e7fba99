// The map. Every fixed address is here and nowhere else.
//
//   virtual                                   physical
//   0xffffffff80000000  kernel image      →   the slot of this life (B's or A's)
//   0xffff800000000000  direct map        →   memory, and a little that is uncached (kernel/memory/mapped_memory.hpp)
//   (safe pages)         identity          →   the safe pages and both trampolines, the same in every life
//
//   physical, in one machine (all found in the memory map, none assumed):
//   below 640 KiB   trampoline of B | trampoline of A        one page each
//   2 MiB           the loader's copy of the image           pristine: the source of every new life
//   above           slot 0 | slot 1                          B's and A's image, page tables, CPU table, stacks
//   above           safe pages                                belongs to neither kernel while CPUs cross
//   above           store (RAM) | witness pages              the image, and what it proves itself with
#pragma once

#include "kernel/base/types.hpp"

inline constexpr uint64_t kernel_virtual_base_value = 0xffffffff80000000; // counterpart: linker.ld, boot/entry.asm
inline constexpr uint64_t direct_map_base = 0xffff800000000000;           // PML4 entry 256: boot/entry.asm
inline constexpr uint64_t direct_map_size = uint64_t{1} << 44;            // memory above 16 TiB is left alone

// What real mode reaches: the BIOS's, SMM's and the trampolines', and nobody else's.
inline constexpr PhysAddr one_mib{1u << 20};

// What boot/entry.asm's tables map, and 32-bit code reaches.
inline constexpr PhysAddr four_gib{uint64_t{4} << 30};

// Where SMM enters when nobody moved SMBASE: 0x30000 + 0x8000, save state up to 0x3ffff (SDM vol. 3, "SMRAM").
// The firmware may have left the APs there, so no life ever allocates it.
inline constexpr PhysAddr default_smbase{0x30000};
inline constexpr uint64_t default_smram_size = 0x10000;

// SS:SP is 0:0 after INIT, so what an NMI pushes before a CPU's first instruction is at 0:fffa … 0:ffff
// (smp/trampoline.asm).
inline constexpr PhysAddr initial_stack_page{0xf000};

// Interrupt vectors of our own (0 … 31 are the exceptions).
inline constexpr uint8_t call_vector = 0xf0;     // smp/call.cpp: look at your call slot
inline constexpr uint8_t spurious_vector = 0xff; // smp/local_apic.cpp

// The kernel's view of physical memory. Valid for what MappedMemory names, in every life; before the life has its own
// page tables (boot/entry.asm's are in force) for everything below four_gib, and nothing else.
template <typename T = std::byte>
T* direct_map(PhysAddr address) {
    return reinterpret_cast<T*>(direct_map_base + address.value);
}
inline PhysAddr direct_map_inverse(const void* pointer) {
    return {reinterpret_cast<uint64_t>(pointer) - direct_map_base};
}

// Linker symbols (linker.ld). Their addresses are the values.
extern "C" {
extern const char image_start[], rodata_start[], rodata_end[], image_end[], loaded_size[], entry64_offset[];
extern const char build_id_note[];
extern const char early_stack[]; // boot/entry.asm: the boot CPU's stack, its lowest byte
}
inline uint64_t image_loaded_size() { return reinterpret_cast<uint64_t>(loaded_size); }
inline uint64_t image_total_size() { return static_cast<uint64_t>(image_end - image_start); }
