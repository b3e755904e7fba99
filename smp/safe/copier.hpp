// The copier: overwrites the life that starts it, and lands in the next one. Everything it needs lies in the safe pages
// (smp/safe/copier.asm).
#pragma once

#include "kernel/base/types.hpp"
#include "smp/safe/copy_step.hpp"

namespace copier {

// Where it ends: a jump, with the next life's page tables in force, which map the safe code identity.
struct Landing {
    PhysAddr page_tables;
    uint64_t address;      // virtual
    uint64_t arguments[2]; // in rdi and rsi
};

// What it does on the way. `event` and `announcement` are how many steps are left when it happens: the event that
// smp/event/inject.hpp has prepared (0: after the last step), and the text that is in the orders already (0: never).
struct OnTheWay {
    bool event_here = false;
    size_t event = 0;
    size_t announcement = 0;
};

struct Work {
    size_t steps; // the first so many of safe_pages().steps(), in this order, each from its end down
    CopyBy by;
    Landing landing;
    OnTheWay on_the_way;
    // How long the end of a step waits for CPUs that help (method=jmp); then the machine stops, with words.
    Ticks helpers_limit;
};

// Boot CPU. The safe pages are prepared and every CPU that answers has left this life (handoff::send_all_away()).
[[noreturn]] void start(const Work& work);

} // namespace copier
