#include "kernel/serial.hpp"

#include "kernel/cpu_instructions.hpp"
#include "kernel/port.hpp"

namespace {
// 16550 UART registers, as offsets from the base port.
constexpr uint16_t com1 = 0x3f8;
constexpr uint16_t transmit = 0, divisor_low = 0, interrupt_enable = 1, divisor_high = 1, fifo_control = 2,
                   line_control = 3, modem_control = 4, line_status = 5;
constexpr uint8_t divisor_latch = 0x80, eight_bits_no_parity = 0x03, transmitter_empty = 0x20;
constexpr int fifo_size = 16;
// A machine without a UART reads 0xff, which looks ready; a stuck one must not stop the story. At 115200 baud a
// character takes 87 µs, so this many polls are far more than a full FIFO needs.
constexpr int poll_limit = 1'000'000;
} // namespace

void serial::initialize() {
    out8(com1 + interrupt_enable, 0);
    out8(com1 + line_control, divisor_latch);
    out8(com1 + divisor_low, 1); // 115200 baud
    out8(com1 + divisor_high, 0);
    out8(com1 + line_control, eight_bits_no_parity);
    out8(com1 + fifo_control, 0x07);  // enable and clear both FIFOs
    out8(com1 + modem_control, 0x03); // DTR, RTS
}

void serial::write(std::string_view text) {
    while (!text.empty()) {
        for (int i = 0; (in8(com1 + line_status) & transmitter_empty) == 0 && i < poll_limit; i++) cpu_relax();
        const auto burst = text.substr(0, fifo_size); // THRE means that the whole FIFO is empty
        for (const char c : burst) out8(com1 + transmit, static_cast<uint8_t>(c));
        text.remove_prefix(burst.size());
    }
}
