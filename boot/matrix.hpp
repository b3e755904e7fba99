// method=all: the whole matrix in one boot, one cycle a row, each with its own method and event. What a machine without
// a serial cable can do by itself: the log has a `# ROW` line for each (docs/log.md), the screen the last ones.
#pragma once

#include "hibernate/story.hpp"

namespace matrix {
// Rows that will run on this machine, for the plan.
uint32_t rows_to_run(const Options& asked);
// What A, and B again, do in the row that the life record names.
void apply_row(const LifeRecord& record, Options& options);
// All of them. Ends at the first that does not recover: nobody knows what this machine is then.
Outcome run(Life& life);
} // namespace matrix
