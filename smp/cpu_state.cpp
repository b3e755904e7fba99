#include "smp/cpu_state.hpp"

#include "kernel/cpu/interrupts.hpp"
#include "kernel/cpu/machine_check.hpp"
#include "kernel/cpu/registers.hpp"
#include "smp/local_apic.hpp"

void load_cpu_state(Cpu& cpu, ApicMode apic) {
    write_cr4(cr4_of_life);
    write_msr(Msr::IA32_EFER, efer_of_life);
    cpu.gdt = Gdt{};
    cpu.gdt.set_tss(reinterpret_cast<uint64_t>(&cpu.tss), sizeof(Tss64) - 1);
    cpu.tss.io_map_base = sizeof(Tss64);
    const DescriptorPointer gdt{sizeof(Gdt) - 1, reinterpret_cast<uint64_t>(&cpu.gdt)};
    // CS is reloaded by a far return. The data selectors are loaded too: SS matters to IRETQ, and FS and GS bases are
    // reset by loading the selectors, so GS base comes after.
    // An NMI may come between any two: the IDT in force is the safe pages' or the trampoline's, which serve at any TSS
    // and GS base, or this life's, whose handler asks whether GS base is set (smp/call.cpp). TR comes before this
    // life's IDT, whose gates name the TSS's stacks.
    asm volatile("lgdt %0\n\t"
                 "pushq %1\n\t"
                 "leaq 1f(%%rip), %%rax\n\t"
                 "pushq %%rax\n\t"
                 "lretq\n"
                 "1:\n\t"
                 "movw %w2, %%ds\n\t"
                 "movw %w2, %%es\n\t"
                 "movw %w2, %%fs\n\t"
                 "movw %w2, %%gs\n\t"
                 "movw %w2, %%ss\n\t"
                 :
                 : "m"(gdt), "i"(selector::code64), "r"(uint32_t{selector::data})
                 : "rax", "memory");
    write_msr(Msr::IA32_GS_BASE, reinterpret_cast<uint64_t>(&cpu));
    asm volatile("ltr %w0" : : "r"(uint32_t{selector::tss}) : "memory");
    interrupts::load();
    local_apic::enable(apic);
    machine_check::enable();
}
