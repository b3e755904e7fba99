// method=all: the whole matrix in one boot, one cycle a row, each with its own method and event. What a machine without
// a serial cable can do by itself: the log has a `# ROW` line for each (docs/log.md), the screen the last ones.
#pragma once

#include "hibernate/story.hpp"

namespace matrix {
// Rows that this boot will run, for the plan: all that this machine can, or those that boots before it have left.
uint32_t rows_left(const Life& life);
// What A, and B again, do in the row that the life record names.
void apply_row(const LifeRecord& record, Options& options);
// All of them. Ends at the first that does not recover: nobody knows what this machine is then. With crash=yes each row
// is noted in memory before it begins (boot/session.hpp), and the boot after a reset goes on behind it.
Outcome run(Life& life);
} // namespace matrix
