// The steps of a handoff, whatever the method.
#pragma once

#include "kernel/base/tally.hpp"
#include "kernel/options/options.hpp"
#include "smp/method/method.hpp"

// What every CPU does when B starts A: waits in the safe pages, whatever the method (smp/method/park.cpp).
const Method& method_for_soft_boot();

// method=none: there is no story, only probes (smp/probe/probe.hpp).
const Method& method_for_probing();

namespace handoff {
// Step "gather", "leave" and "take" for every CPU but the boot CPU. False, with a diagnostic, if one does not go
// within a bounded wait: then nothing may be overwritten. Boot CPU of the life that ends. Safe pages are prepared.
bool send_all_away(const Method& method);
// Step "reclaim", in two: by INIT every CPU is where SIPI takes it from, and nothing is left of what it waited in; then
// every CPU is taken, and waited for. Boot CPU of B.
void stop_all(const Method& method);
void reclaim_all(const Method& method);
Tally cpus_online();
} // namespace handoff
