// Starting a life: a fresh copy of the loaded image in a slot, entered at entry64.
#pragma once

#include "hibernate/life/life.hpp"

// By the running life's copier, which survives overwriting it (layout=same). All other CPUs are parked. Boot CPU; never
// returns.
[[noreturn]] void soft_boot(LifeRecord& record);
// By hand, for the first life, which no other life precedes: from the loader's copy into slot 0.
[[noreturn]] void first_boot(LifeRecord& record);
