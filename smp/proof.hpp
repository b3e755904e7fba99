// Each CPU's own word that it is in B: only the CPU itself can read its APIC id, its CR3, its TR.
#pragma once

#include "kernel/base/tally.hpp"
#include "smp/cpu.hpp"

namespace proof {
// Has every CPU that is online write its CpuProof. Boot CPU.
void collect(LifeMark mark);
// CPUs that wrote their own APIC id and the mark.
Tally with_mark(LifeMark mark);
// CPUs that have this life's CR3, CR4, EFER, GDT, IDT and TSS.
Tally with_state();
} // namespace proof
