// method=hlt: Linux' fix (v4 of the patch). Siblings are brought out of MWAIT first; every CPU then waits in HLT with
// interrupts off. A store no longer wakes it, but NMI, SMI and machine check still do, and then it fetches A's text.
// Linux: hlt_play_dead() from resume_play_dead(), arch/x86/kernel/smpboot.c and arch/x86/power/cpu.c.
#include "kernel/cpu/cpu_instructions.hpp"
#include "smp/bring_up.hpp"
#include "smp/method/method.hpp"
#include "smp/method/say_left.hpp"

extern const Event event_mce, event_nmi, event_smi; // smp/event/

namespace {

constexpr const Event* deadly[] = {&event_mce, &event_nmi, &event_smi};

void leave(Cpu& cpu) {
    say_left_and_halt(cpu, "hlt");
    for (;;) {
        cpu.counters->wakes++;
        halt();
    }
}

} // namespace

METHOD(hlt) = {
    .name = "hlt",
    .text = "HLT with interrupts off in A's text and on A's page tables, siblings gathered first: Linux' fix of 2019.",
    .gather = true,
    .needs = Needs::Text | Needs::PageTables,
    .why_unusable = always_usable,
    .leave = leave,
    .take = nothing_to_do,
    .stop = bring_up::stop_one,
    .reclaim = bring_up::start_one,
    .dies_of = deadly,
};
