// What smp/safe/copier.asm calls in the middle of the copy: inject=…, a line of the log, and the end when a helper has
// none. The only C++ of the safe pages: everything is inlined, nothing is relocated (scripts/kernel.mk checks that),
// and it reaches memory through its argument only.
#include "smp/safe/provoke.hpp"

// `control` is physical = identity-mapped. Boot CPU, interrupts off, the safe pages' tables in force.
extern "C" [[gnu::section(".safe"), gnu::used]] void safe_inject(SafeControl* control) {
    constexpr uint64_t identity = 0;
    provoking::provoke(identity, *control);
}

extern "C" [[gnu::section(".safe"), gnu::used]] void safe_announce(SafeControl* control) {
    // The text ends in "t=000000000000000\n": filled in from its last digit, as late as can be.
    char* const text = control->orders.announcement;
    char* digit = text;
    while (*digit && *digit != '\n') digit++;
    uint64_t t = now().value;
    for (; digit > text && digit[-1] == '0'; t /= 10) *--digit = char('0' + t % 10);
    serial_port::write(text);
    serial_port::wait_for(serial_port::line_idle); // it may be the last that is ever said
}

// A CPU that helps has taken a piece and does not end it. It may still write there, at any time; so B must not get this
// memory, and nobody is left to whom the machine could be given back.
extern "C" [[noreturn, gnu::section(".safe"), gnu::used]] void safe_give_up(SafeControl* control) {
    serial_port::write(control->orders.last_words);
    serial_port::wait_for(serial_port::line_idle);
    for (;;) asm volatile("hlt");
}
