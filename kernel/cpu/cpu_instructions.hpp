// Single instructions that C++ has no word for.
#pragma once

#include <cstdint>

[[gnu::always_inline]] inline void cpu_relax() { asm volatile("pause" ::: "memory"); }
inline void disable_interrupts() { asm volatile("cli" ::: "memory"); }
inline void enable_interrupts() { asm volatile("sti" ::: "memory"); }
inline void halt() { asm volatile("hlt" ::: "memory"); }

// STI holds interrupts off for one more instruction, so none can slip in between it and HLT (SDM vol. 2B, STI).
inline void enable_interrupts_and_halt() { asm volatile("sti; hlt" ::: "memory"); }

// SDM vol. 2B, MONITOR: arms the address range around `line`; needs CPUID.01H:ECX.MONITOR and write-back memory.
inline void monitor(const volatile void* line) { asm volatile("monitor" : : "a"(line), "c"(0), "d"(0) : "memory"); }
// SDM vol. 2B, MWAIT: `hint` is the target C-state, as smp/offline.cpp takes it from CPUID leaf 5.
// Interrupts are on while it sleeps, as in enable_interrupts_and_halt().
inline void enable_interrupts_and_mwait(uint32_t hint) { asm volatile("sti; mwait" : : "a"(hint), "c"(0) : "memory"); }

// SDM vol. 2A, INVLPG: forgets this CPU's translation of the page around `address`.
inline void invalidate_page(const volatile void* address) { asm volatile("invlpg (%0)" : : "r"(address) : "memory"); }

[[noreturn]] inline void halt_forever() {
    for (;;) asm volatile("cli; hlt" ::: "memory");
}
