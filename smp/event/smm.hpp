// Making SMI survivable where the firmware has not.
//
// SeaBIOS and Bochs' BIOS leave the APs' SMBASE at 0x30000: all of them would enter at 0x38000, on top of each other,
// into whatever lies there. So before inject=smi each CPU's SMBASE is moved, one CPU at a time, to an entry of its
// own in the safe pages that counts and returns. Where the SMI does not come to 0x38000, as the firmware owns SMM or
// somebody drops it, that CPU is left alone. SMBASE survives INIT and the soft boot, so the next life finds the
// signature and moves nothing.
#pragma once

#include <string_view>

#include "kernel/base/tally.hpp"
#include "smp/cpu.hpp"

namespace smm {
// Moves what is to be moved, on CPUs that are Online, or Known and held by the kernel before us: RSM takes them back to
// where they were. False, and nothing done, if the memory at 0x30000 is not ours to use. Boot CPU, B's first life.
bool relocate_all(bool default_area_is_available);
// Has this CPU's SMBASE been moved to an entry of ours?
bool is_ours(const Cpu& cpu);
// CPUs of which that is so, of all.
Tally ours();
// Does the hypervisor drop SMIs that are sent?
bool are_dropped();
// relocate_all(), for a probe: why it moved nothing, as the probe's answer; empty if it may have.
std::string_view why_not_relocated(bool default_area_is_available);
// The same, and why nobody here would see that this CPU takes an SMI; empty if its entry is ours.
std::string_view why_unseen(const Cpu& cpu, bool default_area_is_available);
} // namespace smm
