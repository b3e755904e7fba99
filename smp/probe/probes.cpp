#include <algorithm>

#include "kernel/log/print.hpp"
#include "smp/probe/probe.hpp"

void probes::run_harmless(const ProbeContext& context) {
    const auto aps = application_processors();
    const auto subject =
        std::find_if(aps.begin(), aps.end(), [](const Cpu& cpu) { return cpu.state.load() == CpuState::Online; });
    if (subject == aps.end()) {
        print("# PROBE none: there is no second cpu to ask\n");
        return;
    }
    for (const Probe* p : rows<Probe>()) {
        if (p->harmless) p->run(*subject, context);
    }
}
