// handoff=park: Andy Lutomirski's page. Every CPU waits in the safe pages, paging off, `1: hlt; jmp 1b`, with a GDT, TSS,
// IDT and stack of its own there, so that NMI, SMI and machine check find everything they need. B leaves the pages
// alone until it has every CPU back. "Conceptually simple and very robust."
#include "smp/bring_up.hpp"
#include "smp/method.hpp"
#include "smp/safe_area.hpp"

extern "C" const char park_enter[]; // smp/method_park.asm

namespace {
void leave(Cpu& cpu) { enter_safe_code(cpu, park_enter); }
} // namespace

extern const Method method_park{
    .name = "park",
    .gather = true,
    .needs = Needs::Nothing,
    .why_unusable = always_usable,
    .leave = leave,
    .take = nothing_to_do,
    .reclaim = bring_up::start_one,
};
