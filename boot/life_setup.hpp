// What a life does for itself before it has company: page tables, command line, CPU table, clock.
#pragma once

#include "hibernate/life/this_life.hpp"

Life begin_life(LifeRecord& record, PhysAddr load_base);
