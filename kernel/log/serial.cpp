#include "kernel/log/serial.hpp"

#include "kernel/log/debug_port.hpp"
#include "kernel/log/serial_port.hpp"

using namespace serial_port;

namespace {
constinit Transmitter transmitter{};
constinit bool has_debug_port = false;
void (*listener)(std::string_view text);
uint8_t read_status() { return in8(com1 + line_status); }
} // namespace

void serial::initialize() {
    out8(com1 + interrupt_enable, 0);
    out8(com1 + line_control, divisor_latch);
    out8(com1 + divisor_low, 1); // 115200 baud
    out8(com1 + divisor_high, 0);
    out8(com1 + line_control, eight_bits_no_parity);
    out8(com1 + fifo_control, 0x07);  // enable and clear both FIFOs
    out8(com1 + modem_control, 0x03); // DTR, RTS
    has_debug_port = debug_port::answers();
}

void serial::set_listener(void (*wanted)(std::string_view text)) { listener = wanted; }

void serial::write(std::string_view text) {
    if (listener != nullptr) listener(text);
    for (const char c : text) {
        if (has_debug_port) debug_port::put(c);
    }
    transmitter.write(text, read_status, [](uint8_t c) { out8(com1 + transmit, c); });
}

void serial::drain() { transmitter.is_ready(line_idle, read_status); }
