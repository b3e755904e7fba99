#include <algorithm>
#include <array>

#include "kernel/log/print.hpp"
#include "smp/probe/probe.hpp"

extern const Probe probe_dwell, probe_hlt_smi, probe_init_halted, probe_init_mce, probe_init_nmi, probe_init_smi,
    probe_mwait, probe_smbase, probe_startup, probe_tsc;

namespace {
constexpr std::array<const Probe*, 10> table = {
    &probe_dwell,    &probe_hlt_smi, &probe_init_halted, &probe_init_mce, &probe_init_nmi,
    &probe_init_smi, &probe_mwait,   &probe_smbase,      &probe_startup,  &probe_tsc,
};
} // namespace

std::span<const Probe* const> probes::all() { return table; }

const Probe* probes::find(std::string_view name) {
    const auto found = std::find_if(table.begin(), table.end(), [&](const Probe* p) { return p->name == name; });
    return found == table.end() ? nullptr : *found;
}

void probes::run_harmless(const ProbeContext& context) {
    const auto aps = application_processors();
    const auto subject =
        std::find_if(aps.begin(), aps.end(), [](const Cpu& cpu) { return cpu.state.load() == CpuState::Online; });
    if (subject == aps.end()) {
        print("# PROBE none: there is no second cpu to ask\n");
        return;
    }
    for (const Probe* p : table) {
        if (p->harmless) p->run(*subject, context);
    }
}
