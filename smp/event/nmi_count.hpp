// NMIs that nobody here provoked: a watchdog's, a button's, a hypervisor's.
#pragma once

#include <cstdint>

namespace nmi_count {
// Prints how many all CPUs have counted since the last report, in the safe pages and out of them, but for `provoked` on
// each; and begins anew. Boot CPU, before a life leaves or when it is back.
void report(uint64_t provoked);
} // namespace nmi_count
