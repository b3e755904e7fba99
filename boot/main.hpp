// The story.
#pragma once

#include "hibernate/life/life.hpp"

// Every life in its slot. `load_base` is where its image runs.
[[noreturn]] void main(LifeRecord& record, PhysAddr load_base);
