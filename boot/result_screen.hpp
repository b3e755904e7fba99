// The last pictures of method=all on a machine that nobody ends: the verdict, the grid of rows, and the result as QR
// codes, one after the other and again. docs/result.md says what they hold.
#pragma once

#include <span>

#include "smp/method/matrix_rows.hpp"

namespace result_screen {
// From now on what the result repeats of the log is kept. Boot CPU of B's first life, before it says anything.
void listen();
// The end of the run is this. `rows` and `letters` live as long. Boot CPU of B.
void show_at_end(std::span<const MatrixRow> rows, std::span<const char> letters);
} // namespace result_screen
