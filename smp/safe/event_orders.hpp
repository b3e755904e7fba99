// What the provoking code is to do, wherever it runs, and what came of it. Written by A before the copy (smp/event/inject.cpp);
// the counts are the provoking CPU's, which is always the boot CPU, and B reads them.
#pragma once

#include <cstdint>

#include "kernel/options/options.hpp"

struct InjectOrders { // addresses are physical
    Inject kind;
    InjectAt at;
    uint32_t storm;
    uint32_t cpu_count;
    uint64_t bays; // of cpu_count CPUs; the first is the boot CPU's
    uint32_t boot_apic_id;
    uint32_t sent;       // done so far
    uint32_t unanswered; // events that not every awaited CPU had counted when the wait gave up
    uint32_t reserved;
    uint64_t first_limit, next_limit; // ticks to wait for the counters, after the first event and after the others
    uint64_t first_sent_at;
    char announcement[64]; // inject=mce: what the log says when we wait for it to come from outside
};
