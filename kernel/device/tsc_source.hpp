// How fast the TSC counts: asked of CPUID, and measured against a timer (kernel/cpu/tsc_rate.hpp decides).
#pragma once

#include "kernel/device/acpi.hpp"

namespace tsc_source {
// Takes some milliseconds: the ACPI PM timer, else the PIT. Boot CPU, once a life, before the first wait, after
// mmio::initialize() (the PM timer may lie in memory).
void calibrate(const acpi::PmTimer& pm_timer);
} // namespace tsc_source
