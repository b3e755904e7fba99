// method=mwait: the bug of 2019. Every CPU waits in MWAIT on a line of kernel A's data, in A's text, on A's page
// tables; siblings stay where nosmt put them. When B's image overwrites the line, the CPU wakes, and what it then
// fetches, walks and jumps through is B's memory. Linux: mwait_play_dead() before v5.2, "x86/power: Fix 'nosmt' vs
// hibernation triple fault during resume".
#include "kernel/base/cpuid.hpp"
#include "kernel/memory/layout.hpp"
#include "smp/bring_up.hpp"
#include "smp/method/method.hpp"
#include "smp/offline.hpp"

namespace {

std::string_view why_unusable() { return cpu_has_monitor() ? "" : "this cpu has no MONITOR/MWAIT"; }

void leave(Cpu& cpu) {
    cpu.line.command.store(wake_command::stay, std::memory_order_relaxed); // only this CPU reads it from now on
    transition(cpu, CpuState::Left, "mwait");
    for (;;) offline::sleep_in_mwait(cpu);
}

PhysAddr wait_word(Cpu& cpu) { return direct_map_inverse(&cpu.line.command); }

} // namespace

METHOD(mwait) = {
    .name = "mwait",
    .text = "MWAIT on a line of A's data, in A's text: the bug of 2019.",
    .gather = false,
    .needs = Needs::Text | Needs::Stack | Needs::PageTables | Needs::MonitoredLine,
    .why_unusable = why_unusable,
    .leave = leave,
    .take = nothing_to_do,
    .stop = bring_up::stop_one,
    .reclaim = bring_up::start_one,
    .wait_word = wait_word,
    .dies_anyway = true,
};
