// Which microcode this CPU runs.
#pragma once

#include "kernel/base/cpuid.hpp"
#include "kernel/cpu/careful_msr.hpp"

// 0 if there is none to be known: an emulator has no microcode. Boot CPU.
//
// Intel: CPUID puts the revision into the upper half of IA32_BIOS_SIGN_ID if an update was loaded (SDM vol. 3,
// "Determining the Signature"); it is 0 from reset on, so it need not be written first, which a hypervisor may refuse.
// AMD: the lower half is the patch level (Processor Programming Reference, MSR0000_008B).
inline uint32_t microcode_revision() {
    const CarefulMsr careful;
    cpuid(1);
    const uint64_t value = CarefulMsr::read(Msr::IA32_BIOS_SIGN_ID).value_or(0);
    return static_cast<uint32_t>(cpu_is_amd_or_hygon() ? value : value >> 32);
}
