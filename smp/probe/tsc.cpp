// Do the CPUs agree on the time? Each reads its TSC between two readings of the boot CPU's.
#include "kernel/log/print.hpp"
#include "smp/call.hpp"
#include "smp/probe/probe.hpp"

namespace {

void read_tsc(Cpu&, void* data) { *static_cast<Ticks*>(data) = now(); }

void run(Cpu&, const ProbeContext&) {
    uint64_t within = 0, asked = 0, worst_ahead = 0, worst_behind = 0;
    for (Cpu& cpu : application_processors()) {
        Ticks there;
        const Ticks before = now();
        if (!call::on_cpu(cpu, read_tsc, &there)) continue;
        const Ticks after = now();
        asked++;
        within += before <= there && there <= after;
        if (there > after) worst_ahead = worst_ahead > (there - after).value ? worst_ahead : (there - after).value;
        if (there < before)
            worst_behind = worst_behind > (before - there).value ? worst_behind : (before - there).value;
    }
    print("# PROBE tsc equal={} within={}/{} ahead={} behind={}\n", within == asked, within, asked, worst_ahead,
          worst_behind);
}

} // namespace

PROBE(tsc) = {"tsc", "Do the CPUs agree on the time?", true, run};
