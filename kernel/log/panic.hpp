// When going on would be a lie: say what and why, end with a RESULT line, stop the machine.
#pragma once

#include "kernel/log/print.hpp"

// Prints `# PANIC <text>` and `# RESULT crashed … reason=<reason>`, writes 1 to the emulator's exit port, halts. Any
// CPU, interrupts on or off. `reason` is one word with hyphens.
[[noreturn]] void panic_with(std::string_view reason, std::string_view text);

template <typename... Args>
[[noreturn]] void panic(std::string_view reason, Format<std::type_identity_t<Args>...> format, const Args&... args) {
    FixedText<256> text;
    text.set(format, args...);
    panic_with(reason, text.view());
}
