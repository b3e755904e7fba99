// The story of one life, from its start in its slot to RESULT or to the jump into the next life.
#pragma once

#include "boot/command_line.hpp"
#include "hibernate/life/life.hpp"

// Every life in its slot. `load_base` is where its image runs.
[[noreturn]] void main(LifeRecord& record, PhysAddr load_base);

// For the command line's method= and probe=.
KnownNames known_names();
