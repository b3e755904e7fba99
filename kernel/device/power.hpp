// Switching the machine off (ACPI 6.5, 16.1.5: S5) and resetting it (4.8.3.6), without an AML interpreter: the sleep type is
// read from the DSDT's \_S5 package by its encoding.
#pragma once

#include <optional>

#include "kernel/device/acpi.hpp"

namespace power {

struct SleepType {
    uint8_t a = 0, b = 0; // SLP_TYPa, SLP_TYPb
};
// Finds `Name (\_S5, Package {a, b, …})` in AML byte code; nullopt unless it has the simple form that all firmware uses.
// Pure, host-tested and fuzzed.
std::optional<SleepType> find_s5(acpi::Bytes aml);

// Tries ACPI, then what emulators answer to. Returns if the machine is still on. Boot CPU.
void off(acpi::Root root);
// Tries the FADT's reset register, then the chipset's port, then the keyboard controller. Any CPU.
void reset(acpi::Root root);

} // namespace power
