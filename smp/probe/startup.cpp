// How long from SIPI to a CPU's first instruction, and from there to answering? From the stamps of this life's own
// bring-up.
#include <algorithm>

#include "kernel/log/print.hpp"
#include "smp/probe/probe.hpp"

namespace {

void run(Cpu&, const ProbeContext&) {
    uint64_t count = 0, first_min = ~uint64_t{0}, first_max = 0, online_max = 0;
    for (const Cpu& cpu : application_processors()) {
        if (cpu.state.load() != CpuState::Online) continue;
        const uint64_t first = (cpu.first_instruction - cpu.sipi_sent).value;
        first_min = std::min(first_min, first);
        first_max = std::max(first_max, first);
        online_max = std::max(online_max, (cpu.online_at - cpu.first_instruction).value);
        count++;
    }
    print("# PROBE startup cpus={} sipi-to-first-instruction-min={} max={} first-instruction-to-online-max={}\n", count,
          first_min, first_max, online_max);
}

} // namespace

PROBE(startup) = {"startup", "How long from SIPI to a CPU's first instruction, and from there to answering?", true,
                  run};
