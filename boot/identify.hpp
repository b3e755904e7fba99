// What this kernel and this machine are, for whoever reads the result elsewhere: `# BUILD` and `# MACHINE`.
#pragma once

#include "hibernate/life/this_life.hpp"

// Boot CPU of B; the CPU table is made.
void print_identity(const Life& life);
