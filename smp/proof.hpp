// Each CPU's own word that it is in B: only the CPU itself can read its APIC id, its CR3, its TR.
#pragma once

#include "kernel/base/tally.hpp"
#include "kernel/options/options.hpp"
#include "smp/cpu.hpp"

namespace proof {
// Has every CPU that is online write its CpuProof. Boot CPU.
void collect(LifeMark mark);
// CPUs that wrote their own APIC id and the mark.
Tally with_mark(LifeMark mark);

struct Answers {
    Tally marked;           // CPUs that wrote their own APIC id and the mark
    Tally in_state;         // CPUs that have this life's CR3, CR4, EFER, GDT, IDT and TSS
    bool onlined, offlined; // siblings
};
// Every CPU answers for itself, siblings included: they come online for it and go offline again. Boot CPU.
Answers ask_every_cpu(const Options& options, LifeMark mark);
} // namespace proof
