// inject=store: a store to the word that a CPU waits for, which changes nothing. MONITOR sees it and MWAIT ends; a
// CPU that polls the word looks once more.
#include "smp/event/event.hpp"

EVENT(store) = {
    .name = "store",
    .text = "A store that changes nothing, to the word that each CPU waits for.",
    .sending = Sending::Store,
    .boot_cpu_counts = false,
    .is_everywhere = true,
};
