// inject=smi: a system management interrupt. The CPU leaves HLT for SMM and comes back; what it then fetches is the
// HLT again, or the instruction behind it (smp/probe/hlt_smi.cpp). Whoever owns SMM owns the count: where that is not
// us, nobody here sees that a CPU took it.
#include "kernel/log/print.hpp"
#include "kernel/memory/layout.hpp"
#include "smp/event/event.hpp"
#include "smp/event/smm.hpp"

namespace {

std::string_view why_impossible() { return smm::are_dropped() ? "inject=smi: Xen drops what a guest sends" : ""; }

std::string_view what_is_missing(const MemoryMap& memory) {
    const bool is_there = memory.is_available({default_smbase, default_smram_size});
    return is_there ? "" : "inject=smi: the memory at 0x30000 is not available";
}

// SMM is only touched by those who ask for it, and only where the firmware left it untouched.
void prepare() {
    smm::relocate_all(true); // what_is_missing() was asked before
    const Tally ours = smm::ours();
    print("# smbase moved to the safe pages={}/{}, the others' SMIs are not seen\n", ours.good, ours.all);
}

} // namespace

EVENT(smi) = {
    .name = "smi",
    .text = "A system management interrupt, sent to every CPU.",
    .sending = Sending::Ipi,
    .delivery = icr::Delivery::Smi,
    .counter = offsetof(Bay, counters.smi),
    .boot_cpu_counts = false,
    .is_everywhere = false,
    .why_impossible = why_impossible,
    .what_is_missing = what_is_missing,
    .prepare = prepare,
    // Each SMBASE that is ours was moved by an SMI that came. CPUs that wait for SIPI count none.
    .is_known_to_come = [] { return smm::ours().good != 0; },
};
