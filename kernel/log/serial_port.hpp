// COM1's registers and the transmit loop, inlined: the safe pages use it too (smp/event/inject.hpp). See kernel/log/serial.hpp.
#pragma once

#include "kernel/base/port.hpp"

namespace serial_port {

// 16550 UART registers, as offsets from the base port.
inline constexpr uint16_t com1 = 0x3f8;
inline constexpr uint16_t transmit = 0, divisor_low = 0, interrupt_enable = 1, divisor_high = 1, fifo_control = 2,
                          line_control = 3, modem_control = 4, line_status = 5;
inline constexpr uint8_t divisor_latch = 0x80, eight_bits_no_parity = 0x03, transmitter_empty = 0x20, line_idle = 0x40;
inline constexpr int fifo_size = 16;
// A machine without a UART reads 0xff, which looks ready; a stuck one must not stop the story. At 115200 baud a
// character takes 87 µs, so this many polls are far more than a full FIFO needs.
inline constexpr int poll_limit = 1'000'000;

[[gnu::always_inline]] inline void wait_for(uint8_t status) {
    for (int i = 0; (in8(com1 + line_status) & status) == 0 && i < poll_limit; i++) asm volatile("pause");
}

// A zero-terminated text, character by character.
[[gnu::always_inline]] inline void write(const char* text) {
    for (; *text != 0; text++) {
        wait_for(transmitter_empty);
        out8(com1 + transmit, static_cast<uint8_t>(*text));
    }
}

} // namespace serial_port
