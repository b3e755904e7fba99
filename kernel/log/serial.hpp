// COM1, 115200 8N1, polled: the log's way out. Where a hypervisor takes them (debug_port.hpp), port 0xe9 gets the same
// characters.
//
// Callable on any CPU, with interrupts on or off, from the first instruction of C++ on; callers that share the line
// must take turns (only the boot CPU prints, or a CPU that is about to stop everything).
#pragma once

#include <string_view>

namespace serial {
void initialize();
void write(std::string_view text); // '\n' goes out as it is: KTAP parsers read Unix lines
// Who else wants to hear what is written from now on; nullptr: nobody. It must not print.
void set_listener(void (*listener)(std::string_view text));
void drain(); // returns when the last character has left; bounded
} // namespace serial
