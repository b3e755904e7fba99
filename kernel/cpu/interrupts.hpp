// The life's IDT and what happens at each vector. An exception nobody asked for prints where and why, and ends the
// machine with a RESULT line; NMI and machine check are expected: smp/call.cpp counts them, and before it, for an NMI,
// whoever takes it.
#pragma once

#include <atomic>
#include <cstdint>

struct InterruptFrame { // as kernel/cpu/interrupts.asm pushes it
    uint64_t r15, r14, r13, r12, r11, r10, r9, r8, rbp, rdi, rsi, rdx, rcx, rbx, rax;
    uint64_t vector, error_code;
    uint64_t rip, cs, rflags, rsp, ss;
};
static_assert(sizeof(InterruptFrame) == 22 * 8);

namespace vector {
inline constexpr uint8_t NMI = 2, DF = 8, GP = 13, MC = 18;
}

// NMIs that nobody has counted: they came before the life knew its CPUs, or that CPU who it is. boot/entry.asm,
// call.cpp.
extern "C" std::atomic<uint64_t> unclaimed_nmis;

namespace interrupts {
using Handler = void (*)(InterruptFrame&);
// Interrupt stack table slots of every CPU's TSS (smp/cpu_state.cpp): these three may strike on a broken stack.
inline constexpr uint8_t ist_nmi = 1, ist_mc = 2, ist_df = 3;

// Fills the IDT in .bss and loads it on this CPU. `with_ist` only once this CPU's TSS is loaded.
void build(bool with_ist);
// Any CPU, after build().
void load();
uint64_t idt_base();
// Loads the image's own IDT, which only counts NMIs, at an address at which every copy of the image has it
// (boot/entry.asm). For a jump from one copy to another.
void load_early();
// Runs on the CPU that took the interrupt, interrupts off. Boot CPU sets it before the vector can strike. Null:
// unexpected again.
void set_handler(uint8_t vector, Handler handler);
} // namespace interrupts
