// inject=nmi: a non-maskable interrupt, which ends HLT and MWAIT and goes through the IDT: its gate, handler and
// stack have to be there.
#include "smp/event/event.hpp"

EVENT(nmi) = {
    .name = "nmi",
    .text = "A non-maskable interrupt, sent to every CPU.",
    .sending = Sending::Ipi,
    .delivery = icr::Delivery::Nmi,
    .counter = offsetof(Bay, counters.nmi),
    .boot_cpu_counts = true,
    .is_everywhere = true,
};
