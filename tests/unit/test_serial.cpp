#include <gtest/gtest.h>

#include <string>

#include "kernel/log/serial_port.hpp"

namespace {

struct Uart {
    uint8_t status = 0x60;
    uint64_t reads = 0;
    std::string sent;
    serial_port::Transmitter line;
    void write(std::string_view text) {
        line.write(
            text,
            [this] {
                reads++;
                return status;
            },
            [this](uint8_t c) { sent += static_cast<char>(c); });
    }
};

TEST(Serial, SendsABurstForEachLook) {
    Uart uart;
    uart.write("sixteen letters, and then some");
    EXPECT_EQ(uart.sent, "sixteen letters, and then some");
    EXPECT_EQ(uart.reads, 2u);
}

TEST(Serial, AUartThatIsNeverReadyIsWaitedForOnce) {
    Uart uart;
    uart.write("before");
    uart.status = 0;
    for (int line = 0; line < 1000; line++) uart.write("a line of the log\n");
    EXPECT_EQ(uart.sent, "before");
    EXPECT_LE(uart.reads, 1u + serial_port::poll_limit);
}

} // namespace
