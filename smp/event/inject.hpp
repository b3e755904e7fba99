// The event of a run: its orders, and what came of it. Who provokes it: smp/safe/provoke.hpp.
#pragma once

#include "kernel/options/options.hpp"
#include "smp/event/event.hpp"

namespace inject {

// Of the method: the word in memory that a CPU waits for. Null if it waits for none.
using WaitWord = PhysAddr (*)(Cpu&);

// Writes the orders for `options` into SafeControl and each CPU's wait word into its bay. The safe pages are prepared
// and every CPU has left. Boot CPU of A.
void prepare(const Options& options, WaitWord wait_word);
// Whether the copier is to do it: in the middle of the copy, or after it.
bool is_during_copy(const Options& options);
// Provokes now, if `at` is what was asked for. Boot CPU of A or B.
void provoke_at(InjectAt at);
// Empty, or why this event cannot be provoked there with this method on this machine ("n/a: …"). `by_sipi`: B takes
// CPUs by SIPI.
std::string_view why_not(const Options& options, WaitWord wait_word, bool by_sipi);
// Copies every CPU's counters out of the safe pages, before reclaiming adds to them. Boot CPU of B.
void take_counts();
// What B says of it: events sent, and each CPU's counters.
void print_counts(const Options& options);
// All that print_counts() has printed so far, summed up over CPUs and cycles; `wakes` are the unexplained ones.
WakeCounters& total_counts();
void print_total_counts();
// NMIs that were none of them (smp/event/nmi_count.hpp). Boot CPU of B, after complete().
void report_unasked_nmis(const Options& options);
// Whether every event was sent, and nothing that was waited for stayed away.
bool complete(const Options& options);

} // namespace inject
