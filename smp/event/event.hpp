// What an event is that is provoked while CPUs are between the kernels. Each is one file, smp/event/NAME.cpp, which
// is its row too. The boot CPU takes NMI, SMI and #MC like everybody else.
#pragma once

#include "kernel/base/rows.hpp"
#include "kernel/memory/memory_map.hpp"
#include "smp/safe/bay.hpp"
#include "smp/safe/event_orders.hpp"

struct Event {
    std::string_view name;
    std::string_view text; // what is sent, in one sentence
    Sending sending;
    icr::Delivery delivery = icr::Delivery::Fixed; // of an IPI
    // Offset in Bay of what a CPU counts when it takes the event; 0: nobody counts it.
    uint32_t counter = 0;
    // How long the first one may take to be counted by the boot CPU, in µs. The others have as long again, but no
    // longer than for a later one (next_limit_us in inject.cpp); a CPU that has not counted it by then counts none.
    uint64_t first_limit_us = 500'000;
    bool boot_cpu_counts;       // surely: the run fails if it does not
    bool is_everywhere;         // any machine can provoke it by itself: method=all tries it unasked
    bool kills_in_init = false; // by the manuals a CPU between INIT and SIPI dies of it, whatever it waited in before
    // Empty if this machine can provoke it, else why not. Boot CPU, any life.
    std::string_view (*why_impossible)() = [] { return std::string_view{}; };
    // Empty if prepare() has the memory that it needs, else what is missing. Boot CPU, any life.
    std::string_view (*what_is_missing)(const MemoryMap& memory) = [](const MemoryMap&) { return std::string_view{}; };
    // Makes the machine ready, in each life before CPUs sleep. Boot CPU.
    void (*prepare)() = [] {};
    // Is it known that what is sent comes, where boot_cpu_counts is not? After prepare(). Boot CPU.
    bool (*is_known_to_come)() = [] { return true; };

    bool applies_to(PhysAddr (*wait_word)(Cpu&)) const { return sending != Sending::Store || wait_word != nullptr; }
};
ROW_SET(Event, events)
#define EVENT(id) ROW(Event, events, id, event_##id)
