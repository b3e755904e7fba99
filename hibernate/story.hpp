// The handoff from B to A and back, as boot/main.cpp tells it.
#pragma once

#include "hibernate/image/image.hpp"
#include "hibernate/life/life.hpp"
#include "kernel/memory/arena.hpp"
#include "kernel/options/options.hpp"
#include "kernel/report/report.hpp"
#include "smp/method/handoff.hpp"

// What a life works with. B's is part of the image.
struct Life {
    LifeRecord& record;
    const Options& options;
    const Method& method;
    PhysRange slot;
    Arena& arena; // the rest of the slot
};

// B, first life: fills the witness pages, parks every other CPU, writes the image, starts A. Returns in B's second
// life, on the same stack, with this CPU's state loaded and no other CPU back yet.
void suspend(Life& life);

struct Outcome {
    Verdict verdict = Verdict::Recovered;
    std::string_view reason = "every-check-passed"; // one word with hyphens
};
// B, second life: steps "reclaim" and "settle", then every check of the cycle. Returns the worst that was found.
Outcome reclaim_and_check(Life& life);
inline constexpr uint32_t checks_per_cycle = 10;

// A: judges the image, sends every CPU away by the method and lets the copier overwrite this life. Ends with RESULT
// refused, and every CPU still here, if the image must not be resumed.
[[noreturn]] void resume_image(Life& life);

// Says why there will be no resume and ends with RESULT refused. Not resuming must lose nothing: every CPU of this life is
// asked to answer first. Boot CPU, before the first CPU has left.
[[noreturn]] void refuse_image(std::string_view reason);
// Holds the image's header in the store against this machine; does not look at the payload.
Refusal judge_own_header(Life& life);

// The witness pages of this layout: the reserved ranges, and A's slot where B does not live in it.
std::span<const PhysRange> witness_ranges(const Life& life);
