// method=all: every method against every event at every point, as a list of rows. Pure, host-tested.
#pragma once

#include <span>

#include "kernel/options/options.hpp"
#include "smp/event/event.hpp"
#include "smp/method/method.hpp"

struct MatrixRow {
    const Method* method;
    const Event* event; // null: none
    InjectAt at;        // means nothing without an event
};
inline constexpr size_t max_matrix_rows = 192;

// What the architecture says of it: this row takes the machine with it, and every row after it.
bool is_meant_to_crash(const MatrixRow& row);
// Every row that can be asked for: without event, and every event that any machine can provoke by itself; or only the
// event that is `asked` for. Those that are meant to crash come last. Returns how many; the same in every life, so
// that a row's number is a name for it.
size_t list_rows(std::span<const Method* const> methods, std::span<const Event* const> events, const Options& asked,
                 std::span<MatrixRow> rows);
// `asked` as it is for one row of it.
Options options_of(const Options& asked, const MatrixRow& row);
