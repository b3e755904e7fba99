// Time: the TSC, calibrated once a life against a timer of known rate, and waits that always end.
#pragma once

#include "kernel/base/types.hpp"
#include "kernel/cpu/cpu_instructions.hpp"

[[gnu::always_inline]] inline Ticks now() { // inlined into the safe pages too (smp/event/inject.hpp)
    uint32_t low, high;
    asm volatile("lfence; rdtsc" : "=a"(low), "=d"(high) : : "memory");
    return {static_cast<uint64_t>(high) << 32 | low};
}

namespace tsc {
// Measures the TSC for some milliseconds. `pm_timer_port` is the FADT's PM_TMR_BLK, 0 if there is none (then the PIT
// is used). Boot CPU only, once a life, before the first wait.
void calibrate(uint16_t pm_timer_port);
uint64_t hz();
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
