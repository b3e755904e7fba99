// What a CPU writes about itself when asked (smp/proof.cpp), because nobody else can know it, and what it has to be.
#pragma once

#include "kernel/base/types.hpp"

struct LifeMark { // what only this life can know
    uint32_t generation;
    uint64_t nonce;
    bool operator==(const LifeMark&) const = default;
};

// Where the CPU runs: the registers that another life would have set otherwise.
struct LifeRegisters {
    uint64_t cr3, cr4, efer, gdt_base, idt_base;
    uint16_t task_register;
    bool operator==(const LifeRegisters&) const = default;
};

struct CpuProof {
    ApicId apic_id;
    LifeMark mark;
    LifeRegisters registers;
    bool bears(ApicId own, const LifeMark& life) const { return apic_id == own && mark == life; }
};
