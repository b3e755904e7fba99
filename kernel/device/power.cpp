#include "kernel/device/power.hpp"

#include "kernel/base/port.hpp"
#include "kernel/device/exit.hpp"
#include "kernel/device/pci.hpp"
#include "kernel/memory/mmio.hpp"

namespace power {
namespace {

using Space = Register::Space;

// One that can be written: registers in memory need a mapping, which cannot be made when a CPU panics.
struct Reachable {
    Register where;
    volatile std::byte* mapped = nullptr;
};

Fadt fadt;
std::optional<SleepType> s5;
Reachable pm1a, pm1b, sleep_control, reset_register;

Reachable reach(Register r) {
    constexpr uint64_t widest = 2;
    return {r, r && r.space == Space::Memory ? mmio::map({r.address}, widest) : nullptr};
}

uint16_t read16(const Reachable& r) {
    if (r.where.space == Space::Memory) return mmio::read<uint16_t>(r.mapped, 0);
    return in16(static_cast<uint16_t>(r.where.address));
}
void write16(const Reachable& r, uint16_t value) {
    if (r.where.space == Space::Memory) mmio::write<uint16_t>(r.mapped, 0, value);
    else out16(static_cast<uint16_t>(r.where.address), value);
}

// On bus 0, by "Generic Address Structure": device 47:32, function 31:16, offset 15:0.
void write8_in_pci(uint64_t address, uint8_t value) {
    const pci::Function f(0, 0, static_cast<uint8_t>(address >> 32), static_cast<uint8_t>(address >> 16));
    const auto offset = static_cast<uint16_t>(address);
    const unsigned shift = 8 * (offset & 3);
    f.write(offset & 0xfffc, (f.read(offset & 0xfffc) & ~(0xffu << shift)) | uint32_t{value} << shift);
}

void write8(const Reachable& r, uint8_t value) {
    switch (r.where.space) {
    case Space::Memory: mmio::write<uint8_t>(r.mapped, 0, value); break;
    case Space::Io: out8(static_cast<uint16_t>(r.where.address), value); break;
    case Space::PciConfiguration: write8_in_pci(r.where.address, value); break;
    }
}

// ACPI 6.5, "PM1 Control Registers". The type first, then the bit that starts it, as ACPICA does it; all others stay.
constexpr uint16_t sci_enable = 1u << 0, sleep_type_mask = 7u << 10, sleep_enable = 1u << 13;

void sleep(const Reachable& control, uint8_t type) {
    const uint16_t others = read16(control) & static_cast<uint16_t>(~(sleep_type_mask | sleep_enable));
    const auto with_type = static_cast<uint16_t>(others | (type << 10 & sleep_type_mask));
    write16(control, with_type);
    write16(control, with_type | sleep_enable);
}

// ACPI 6.5, "Legacy/ACPI Select and the SCI Interrupt": in legacy mode the registers are the firmware's; hand-over is
// one write, and SCI_EN shows it.
void enter_acpi_mode() {
    if (fadt.smi_command == 0 || fadt.acpi_enable == 0 || (read16(pm1a) & sci_enable) != 0) return;
    out8(fadt.smi_command, fadt.acpi_enable);
    for (int i = 0; i < 100'000 && (read16(pm1a) & sci_enable) == 0; i++) {
    }
}

void off_by_pm1() {
    enter_acpi_mode();
    sleep(pm1a, s5->a);
    if (pm1b.where) sleep(pm1b, s5->b);
}

// ACPI 6.5, "Sleep Control Register".
void off_by_sleep_control() {
    constexpr uint8_t enable = 1u << 5, type_shift = 2, type_mask = 7u << type_shift;
    write8(sleep_control, static_cast<uint8_t>((s5->a << type_shift & type_mask) | enable));
}

// A reset is not done when its write is: some chipsets take milliseconds. An access to port 0x80 takes about a
// microsecond.
void wait_for_reset() {
    for (int i = 0; i < 20'000; i++) in8(0x80);
}

} // namespace

void initialize(acpi::Root root) {
    fadt = parse_fadt(acpi::find_table(root, "FACP"));
    s5 = find_s5(acpi::table_at(fadt.dsdt));
    pm1a = reach(fadt.pm1a);
    pm1b = reach(fadt.pm1b);
    sleep_control = reach(fadt.sleep_control);
    reset_register = reach(fadt.reset);
}

void off() {
    if (s5 && fadt.is_hardware_reduced && sleep_control.where) off_by_sleep_control();
    else if (s5 && pm1a.where) off_by_pm1();
    // The PM1a control ports of QEMU's q35 and pc, and of Bochs, with the type 0 that all of them use. On a real
    // machine they may be anything.
    if (!in_emulator()) return;
    for (const uint16_t port : {0x604, 0xb004}) out16(port, sleep_enable);
}

void reset() {
    constexpr uint16_t chipset_reset = 0xcf9, keyboard_controller = 0x64;
    if (reset_register.where) {
        write8(reset_register, fadt.reset_value);
        wait_for_reset();
    }
    out8(chipset_reset, 0x02);
    out8(chipset_reset, 0x06);
    wait_for_reset();
    out8(keyboard_controller, 0xfe); // pulses the CPU's reset line
    wait_for_reset();
}

} // namespace power
