// Samples of what a CPU counts of its rest, and what two of them say: energy and watts, time in each C-state. It reads
// through whatever the caller has for RDMSR, so that the unit tests can put a made machine under it. Pure.
#pragma once

#include <optional>

#include "kernel/base/types.hpp"
#include "smp/probe/power_msrs.hpp"

struct PowerSample {
    Ticks at;
    std::array<std::optional<uint64_t>, power_msrs.size()> values; // nothing: the register is not there, or not ours
};

// `read` takes an Msr and returns its value, or nothing.
template <typename Read>
PowerSample sample_power(MsrVendor vendor, MsrScope scope, Ticks at, Read read) {
    PowerSample sample{at, {}};
    for (size_t i = 0; i < power_msrs.size(); i++) {
        if (power_msrs[i].scope == scope && power_msrs[i].vendor == vendor) sample.values[i] = read(power_msrs[i].msr);
    }
    return sample;
}

struct PowerFigure {
    const PowerMsr& msr;
    uint64_t counted;           // events, ticks or microjoules
    std::string_view rate_name; // empty: there is none
    uint64_t rate;
};

// Of one register, between two samples; nothing where it was not read, or nobody knows its unit.
constexpr std::optional<PowerFigure> power_figure(size_t i, const PowerSample& before, const PowerSample& after,
                                                  std::optional<EnergyUnit> unit, uint64_t tsc_hz) {
    const PowerMsr& m = power_msrs[i];
    const uint64_t ticks = (after.at - before.at).value;
    const uint64_t us = tsc_hz < 1'000'000 ? 0 : ticks / (tsc_hz / 1'000'000);
    if (!before.values[i] || !after.values[i] || us == 0 || ticks < 100) return std::nullopt;
    const uint64_t counted = *after.values[i] - *before.values[i];
    switch (m.counts) {
    case MsrCounts::Events: return PowerFigure{m, counted, "", 0};
    case MsrCounts::Ticks: return PowerFigure{m, counted, "percent", counted / (ticks / 100)};
    case MsrCounts::Energy: break;
    }
    if (!unit) return std::nullopt;
    const uint64_t uj = unit->microjoules(counted & 0xffffffff);
    return PowerFigure{m, uj, "milliwatts", uj * 1000 / us};
}
