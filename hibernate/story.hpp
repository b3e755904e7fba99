// The handoff from B to A and back, as boot/main.cpp tells it.
#pragma once

#include "hibernate/checks.hpp"
#include "hibernate/store/store.hpp"

// B, first life: fills the witness pages, parks every other CPU, writes the image, starts A (or switches the machine
// off). Returns in B's second life, on the same stack, with this CPU's state loaded and no other CPU back yet.
void suspend(Life& life);

// B, second life: steps "reclaim" and "settle", then every check of the cycle. Returns the worst that was found.
Outcome reclaim_and_check(Life& life);
// How many checks that makes, for the plan.
uint32_t checks_per_cycle();

// A: judges the image, sends every CPU away by the method and lets the copier overwrite this life. Ends with RESULT
// refused, and every CPU still here, if the image must not be resumed.
[[noreturn]] void resume_image(Life& life);

// A's last steps, whoever B is. From the first CPU that leaves on there is no way back; ends with RESULT lost if one
// does not. Boot CPU.
void send_cpus_away(Life& life);
// The event at `parked`, and the log so far: nothing is printed before B runs. Boot CPU, all others have left.
void provoke_while_a_is_whole(Life& life);

// Says why there will be no resume and ends with RESULT refused. Not resuming must lose nothing: every CPU of this life
// is asked to answer first. Boot CPU, before the first CPU has left.
[[noreturn]] void refuse_image(std::string_view reason);

// The witness pages of this layout: the reserved ranges, and A's slot where B does not live in it.
std::span<const PhysRange> witness_ranges(const Life& life);
