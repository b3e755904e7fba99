// Time: the TSC, whose rate is found out once a life (kernel/device/tsc_source.hpp), and waits that always end.
#pragma once

#include "kernel/base/types.hpp"
#include "kernel/cpu/cpu_instructions.hpp"
#include "kernel/cpu/patience.hpp"
#include "kernel/cpu/tsc_rate.hpp"

[[gnu::always_inline]] inline Ticks now() { // inlined into the safe pages too (smp/safe)
    uint32_t low, high;
    asm volatile("lfence; rdtsc" : "=a"(low), "=d"(high) : : "memory");
    return {static_cast<uint64_t>(high) << 32 | low};
}

namespace tsc {
// Boot CPU, once a life, before the first wait.
void set_rate(Rate rate);
uint64_t hz();
std::string_view known_by(); // one word, for the log
Ticks from_microseconds(uint64_t us);
uint64_t to_microseconds(Ticks ticks);
} // namespace tsc

// Polls until `done()` or until `limit` has passed; returns whether it was done. The caller says what it waited for.
template <typename Condition>
[[gnu::always_inline]] inline bool wait_until(Ticks limit, Condition done) {
    Patience patience(limit, now());
    while (!done()) {
        if (patience.is_over(now())) return done();
        cpu_relax();
    }
    return true;
}

// Where the manual or the user asks for time and for nothing else.
[[gnu::always_inline]] inline void wait_us(uint64_t us) {
    wait_until(tsc::from_microseconds(us), [] { return false; });
}

// Waits for `wanted` of something to come, as `count()` says, for as long as they keep coming: it gives up when nobody
// new has come for `quiet`, or for four times as long as any of them took so far. Returns whether all came.
template <typename Count>
bool wait_for_all(Ticks quiet, size_t wanted, Count count) {
    Ticks longest{};
    for (size_t before = count(); before < wanted;) {
        size_t there = before;
        const Ticks since = now();
        wait_until(std::max(quiet, Ticks{4 * longest.value}), [&] { return (there = count()) > before; });
        if (there == before) return false;
        longest = std::max(longest, now() - since);
        before = there;
    }
    return true;
}
