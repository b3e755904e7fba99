// The story, as a table of contents.
#pragma once

#include "hibernate/life/life.hpp"

// Every life in its slot, but for B's second, which returns into suspend(). `load_base` is where its image runs.
[[noreturn]] void main(LifeRecord& record, PhysAddr load_base);
