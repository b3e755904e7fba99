// Which CPUs are SMT siblings of one core. Pure: CPUID comes in as a function, so every machine can be a unit test.
#pragma once

#include <span>

#include "kernel/base/types.hpp"
#include "kernel/cpu/cpuid.hpp"

namespace topology {

using CpuidFunction = CpuidResult (*)(uint32_t leaf, uint32_t subleaf);

// How many low bits of an APIC id number the threads of one core; 0 without SMT. From leaf 0x1F, else 0xB (SDM
// vol. 3, "Hierarchical ID of Logical Processors in an MP System"), else AMD's 0x8000001E, else the legacy leaves 1
// and 4. Asked of the boot CPU and taken to hold for all: CPUID may differ between the cores of a hybrid machine, and
// we have not measured one.
unsigned smt_bits(CpuidFunction cpuid);

// How many CPUs this one's package has as it was made: firmware may have left out some. 1 if CPUID says nothing.
uint32_t cpus_in_package(CpuidFunction cpuid);

inline uint32_t core_of(ApicId id, unsigned smt_bits) { return id.value >> smt_bits; }

// True for every CPU that is not the first of its core. The boot CPU (ids[0]) is always the first of its own: it must
// never be soft-offlined.
bool is_sibling(std::span<const ApicId> ids, size_t index, unsigned smt_bits);

} // namespace topology
