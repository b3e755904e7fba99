// What the provoking code (smp/safe/provoke.hpp) is to do, wherever it runs, and what came of it. Written by A before
// the copy (smp/event/inject.cpp); the counts are the provoking CPU's, which is always the boot CPU, and B reads
// them. All that the safe code knows of an event is here, as data.
#pragma once

#include "kernel/options/options.hpp"
#include "smp/icr.hpp"

enum class Sending : uint32_t {
    Store,   // to the word that each CPU waits for
    Ipi,     // through the local APIC's ICR
    Outside, // by the runner, which reads the announcement on the log (docs/log.md)
};

struct InjectOrders { // addresses are physical
    uint32_t storm;   // how many; 0: there is no event
    InjectAt at;
    Sending sending;
    icr::Delivery delivery; // of an IPI
    uint32_t counter;       // offset in Bay of what a CPU counts when it takes the event
    uint32_t is_counted;    // 0: nobody counts it, and nobody is waited for
    uint64_t bays;          // of cpu_count CPUs; the first is the boot CPU's
    uint32_t cpu_count;
    uint32_t boot_apic_id;
    uint32_t sent;       // done so far
    uint32_t unanswered; // events that not every awaited CPU had counted when the wait gave up
    // Ticks until the boot CPU has counted, after the first event and after each of the others; then all have as long,
    // but no longer than next_limit.
    uint64_t first_limit, next_limit;
    uint64_t first_sent_at;
    char announcement[64]; // of Sending::Outside
};
