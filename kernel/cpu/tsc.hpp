// Time: the TSC, whose rate is found out once a life (kernel/device/tsc_source.hpp), and waits that always end.
#pragma once

#include "kernel/base/types.hpp"
#include "kernel/cpu/cpu_instructions.hpp"
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
    const Ticks start = now();
    while (!done()) {
        if (now() - start > limit) return done();
        cpu_relax();
    }
    return true;
}
