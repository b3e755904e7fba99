// print("cpu {} of {}\n", n, count): formatted text to the serial line. See kernel/log/serial.hpp for who may call.
#pragma once

#include "kernel/base/text.hpp"
#include "kernel/log/serial.hpp"

template <typename... Args>
void print(Format<std::type_identity_t<Args>...> format, const Args&... args) {
    char buffer[512];
    Text out(buffer);
    format_to(out, format, args...);
    serial::write(out.view());
}
