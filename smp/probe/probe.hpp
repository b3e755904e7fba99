// Asking the platform what it does, instead of assuming it: each probe is a row in smp/probe/probes.cpp, and a file
// of smp/probe/ (the init-… probes share init.cpp). Answers are one line each, `# PROBE <name> key=value …`
// (docs/log.md).
#pragma once

#include <span>
#include <string_view>

#include "smp/cpu.hpp"

struct ProbeContext {
    bool default_smram_available; // 0x30000 … 0x3ffff is ordinary memory
    PhysAddr scratch_page;        // one page below 1 MiB that no life needs now
    uint32_t dwell_seconds;       // probe=dwell: how long for each way to sleep
};

struct Probe {
    std::string_view name;
    // Harmless ones run before every story; the others may lose the CPU or the machine and are asked for by name.
    bool harmless;
    // Boot CPU; `subject` is an online application processor, and must be online again at the end. Prints its answer.
    void (*run)(Cpu& subject, const ProbeContext& context);
};

namespace probes {
std::span<const Probe* const> all();
const Probe* find(std::string_view name);
void run_harmless(const ProbeContext& context);
} // namespace probes
