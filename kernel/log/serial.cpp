#include "kernel/log/serial.hpp"

#include "kernel/log/serial_port.hpp"

using namespace serial_port;

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
        wait_for(transmitter_empty); // THRE means that the whole FIFO is empty
        const auto burst = text.substr(0, fifo_size);
        for (const char c : burst) out8(com1 + transmit, static_cast<uint8_t>(c));
        text.remove_prefix(burst.size());
    }
}

void serial::drain() { wait_for(line_idle); }
