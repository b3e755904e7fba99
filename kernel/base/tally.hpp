// How many of how many, as RESULT prints it: k/n.
#pragma once

#include <cstdint>

struct Tally {
    uint64_t good = 0, all = 0;
    constexpr bool complete() const { return good == all; }
};
