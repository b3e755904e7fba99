// Asking the platform what it does, instead of assuming it: each probe is a row in a file of this folder (the init-…
// probes share init.cpp). Answers are one line each, `# PROBE <name> key=value …` (docs/log.md).
#pragma once

#include "kernel/base/rows.hpp"
#include "smp/cpu.hpp"

struct ProbeContext {
    bool default_smram_available; // 0x30000 … 0x3ffff is ordinary memory
    PhysAddr scratch_page;        // one page below 1 MiB that no life needs now
    uint32_t dwell_seconds;       // probe=dwell: how long for each way to sleep
};

struct Probe {
    std::string_view name;
    std::string_view text; // the question
    // Harmless ones run before every story; the others may lose the CPU or the machine and are asked for by name.
    bool harmless;
    // Boot CPU; `subject` is an online application processor, and must be online again at the end. Prints its answer.
    void (*run)(Cpu& subject, const ProbeContext& context);
};
ROW_SET(Probe, probes)
#define PROBE(id) ROW(Probe, probes, id, probe_##id)

namespace probes {
void run_harmless(const ProbeContext& context);
} // namespace probes
