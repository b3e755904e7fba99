// COM1's registers and the transmit loop, inlined: the safe pages use it too (smp/event/inject.hpp). See
// kernel/log/serial.hpp.
#pragma once

#include <string_view>

#include "kernel/base/port.hpp"
#include "kernel/log/debug_port.hpp"

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

// Whether the status came. `read` gives the line status register.
template <typename Read>
[[gnu::always_inline]] inline bool wait_for(uint8_t status, Read read) {
    for (int i = 0; i < poll_limit; i++) {
        if ((read() & status) != 0) return true;
        asm volatile("pause");
    }
    return false;
}
[[gnu::always_inline]] inline bool wait_for(uint8_t status) {
    return wait_for(status, [] { return in8(com1 + line_status); });
}

// A zero-terminated text, character by character, for those who cannot call serial::write(). A UART that does not take
// one takes none.
[[gnu::always_inline]] inline void write(const char* text) {
    if (debug_port::answers()) {
        for (const char* c = text; *c != 0; c++) debug_port::put(*c);
    }
    for (; *text != 0 && wait_for(transmitter_empty); text++) out8(com1 + transmit, static_cast<uint8_t>(*text));
}

// The log's way out, as one life sees it: the first time-out is the last, or a log of a thousand lines would take as
// many seconds. Pure, host-tested: `read` gives the line status, `put` takes a character.
class Transmitter {
  public:
    template <typename Read, typename Put>
    void write(std::string_view text, Read read, Put put) {
        while (!text.empty() && is_ready(transmitter_empty, read)) { // THRE means that the whole FIFO is empty
            const auto burst = text.substr(0, fifo_size);
            for (const char c : burst) put(static_cast<uint8_t>(c));
            text.remove_prefix(burst.size());
        }
    }
    template <typename Read>
    bool is_ready(uint8_t status, Read read) {
        stuck_ = stuck_ || !wait_for(status, read);
        return !stuck_;
    }

  private:
    bool stuck_ = false;
};

} // namespace serial_port
