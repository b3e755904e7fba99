#include "kernel/device/exit.hpp"

#include <string_view>

#include "kernel/base/cpuid.hpp"
#include "kernel/base/port.hpp"
#include "kernel/device/pci.hpp"
#include "kernel/device/power.hpp"
#include "kernel/log/debug_port.hpp"
#include "kernel/log/serial.hpp"

namespace {

constexpr uint16_t debug_exit_port = 0xf4; // QEMU's isa-debug-exit as scripts/ sets it up
constexpr uint16_t bochs_shutdown_port = 0x8900;

bool in_bochs() { return debug_port::reads_back(); } // or in QEMU, if it was asked for the port

// Without the hypervisor bit (CPU=max,-hypervisor) its host bridge still says who made it: Red Hat's subsystem vendor
// id, and "QEMU Virtual Machine" (QEMU's manual, "PCI IDs for QEMU"). Only read: a port that QEMU alone has may be
// anything elsewhere.
bool in_qemu() { return pci::host_bridge_subsystem() == 0x1100'1af4; }

bool has_debug_exit() { return cpu_has_hypervisor() || in_qemu(); }

} // namespace

bool in_emulator() { return has_debug_exit() || in_bochs(); }

void leave_emulator(uint8_t status, bool reset) {
    serial::drain(); // an emulator that ends takes the characters in the FIFO with it
    if (in_bochs()) {
        for (const char c : std::string_view("Shutdown")) out8(bochs_shutdown_port, static_cast<uint8_t>(c));
    }
    if (has_debug_exit()) out8(debug_exit_port, status);
    if (reset) power::reset();
}
