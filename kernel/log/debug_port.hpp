// Port 0xe9: Bochs invented it, and QEMU (isa-debugcon) and Xen have it too. They keep what is written there: a second
// way out for the log, and the only one for a PVH guest of Xen's, which has no UART. Inlined: the safe pages use it
// too.
#pragma once

#include <string_view>

#include "kernel/base/port.hpp"
#include "kernel/cpu/hypervisor.hpp"

namespace debug_port {

inline constexpr uint16_t number = 0xe9;

// Bochs (port_e9_hack) and QEMU give the port's own number back. On a real machine it may be anything, and is only
// read.
[[gnu::always_inline]] inline bool reads_back() { return in8(number) == number; }

// Xen reads nothing there, but takes what every HVM and PVH guest writes (xen/arch/x86/hvm/hvm.c, hvm_print_line()).
[[gnu::always_inline]] inline bool answers() {
    return reads_back() || xen_leaves([](uint32_t leaf, uint32_t subleaf) { return cpuid(leaf, subleaf); }) != 0;
}

[[gnu::always_inline]] inline void put(char c) { out8(number, static_cast<uint8_t>(c)); }

} // namespace debug_port
