#include "kernel/device/exit.hpp"

#include <string_view>

#include "kernel/base/port.hpp"
#include "kernel/cpu/cpu_instructions.hpp"
#include "kernel/cpu/cpuid.hpp"
#include "kernel/log/serial.hpp"

namespace {

constexpr uint16_t debug_exit_port = 0xf4;  // QEMU's isa-debug-exit as scripts/ sets it up
constexpr uint16_t bochs_debug_port = 0xe9; // reads back its own number in Bochs (and in QEMU, if asked for)
constexpr uint16_t bochs_shutdown_port = 0x8900;
constexpr uint16_t reset_control_port = 0xcf9; // of the chipset; the FADT names it on most machines

bool in_bochs() { return in8(bochs_debug_port) == bochs_debug_port; }

} // namespace

bool in_emulator() { return cpu_has_hypervisor() || in_bochs(); }

void leave_emulator(uint8_t status, bool reset) {
    serial::drain(); // an emulator that ends takes the characters in the FIFO with it
    if (in_bochs()) {
        for (const char c : std::string_view("Shutdown")) out8(bochs_shutdown_port, static_cast<uint8_t>(c));
    }
    if (cpu_has_hypervisor()) out8(debug_exit_port, status);
    if (reset) {
        out8(reset_control_port, 0x02);
        out8(reset_control_port, 0x06);
    }
    halt_forever();
}
