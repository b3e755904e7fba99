// Switching the machine off (ACPI 6.5, "Transitioning from the Working to the Soft Off State") and resetting it ("Reset
// Register"), without an AML interpreter: the sleep type is read from the DSDT's \_S5 package by its encoding.
#pragma once

#include <optional>

#include "kernel/device/acpi.hpp"

namespace power {

// A register as the FADT gives it (ACPI 6.5, "Generic Address Structure").
struct Register {
    enum class Space : uint8_t { Memory = 0, Io = 1, PciConfiguration = 2 };
    Space space = Space::Memory;
    uint64_t address = 0; // none
    explicit constexpr operator bool() const { return address != 0; }
    friend constexpr bool operator==(const Register&, const Register&) = default;
};

// What the FADT says of going off and of reset. Pure, host-tested and fuzzed.
struct Fadt {
    Register pm1a, pm1b;    // PM1 control; the 64-bit fields win, as the others may be 0 then
    Register sleep_control; // instead of them where hardware is reduced
    Register reset;         // none where the flag is not set
    uint8_t reset_value = 0;
    uint16_t smi_command = 0;
    uint8_t acpi_enable = 0;
    bool is_hardware_reduced = false;
    PhysAddr dsdt;
};
Fadt parse_fadt(Bytes fadt);

struct SleepType {
    uint8_t a = 0, b = 0; // SLP_TYPa, SLP_TYPb
};
// Finds `Name (\_S5, Package {a, b, …})` in AML byte code; nullopt unless it has the simple form that all firmware
// uses. Pure, host-tested and fuzzed.
std::optional<SleepType> find_s5(Bytes aml);

// Reads the tables and maps the registers. Boot CPU, once a life, after mmio::initialize().
void initialize(acpi::Root root);
// Tries ACPI, and in an emulator what emulators answer to. Returns if the machine is still on. Boot CPU.
void off();
// Tries the FADT's reset register, then the chipset's port, then the keyboard controller. Any CPU; before initialize()
// the last two. Returns if the machine does not care.
void reset();

} // namespace power
