// What every CPU loads when it enters a life, whichever way it came.
#pragma once

#include "kernel/cpu/registers.hpp"
#include "kernel/options/options.hpp"
#include "smp/cpu.hpp"

// The same on every CPU of every life, whatever firmware, loader or the other kernel left there.
inline constexpr uint64_t cr4_of_life = cr4::PAE | cr4::MCE;
inline constexpr uint64_t efer_of_life = efer::LME | efer::LMA | efer::NXE;

// Loads this life's GDT, TSS, IDT and GS base, enables the local APIC and the machine check banks. On the CPU itself,
// interrupts off, with this life's CR3 and stack already in force.
void load_cpu_state(Cpu& cpu, ApicMode apic);
