// What memory there is, and what of it is this kernel's own, on the log: whoever reads it knows what the rest is.
#pragma once

#include "hibernate/life/this_life.hpp"

void print_available_and_own(const Life& life);
