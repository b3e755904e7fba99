// How long a wait has lasted, as the CPU that waits has seen it. Pure, host-tested.
//
// A host may take that CPU away for seconds (it is overloaded, stopped, or moves the machine elsewhere) while the TSC
// runs on: what we wait for had no time either, and a look that comes late must not be the last one. So of the time
// between two looks a small part of the limit counts at most, and no wait ends before that many looks.
#pragma once

#include "kernel/base/types.hpp"

class Patience {
  public:
    static constexpr uint64_t least_looks = 64;
    [[gnu::always_inline]] Patience(Ticks limit, Ticks start)
        : left_(limit.value), longest_step_(limit.value / least_looks + 1), last_(start.value) {}
    // At each look: whether the limit has passed.
    [[gnu::always_inline]] bool is_over(Ticks at) {
        const uint64_t step = at.value - last_ < longest_step_ ? at.value - last_ : longest_step_;
        last_ = at.value;
        const bool over = step >= left_;
        left_ -= over ? left_ : step;
        return over;
    }

  private:
    uint64_t left_, longest_step_, last_;
};
