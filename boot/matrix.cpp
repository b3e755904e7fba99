#include "boot/matrix.hpp"

#include <array>

#include "boot/result_screen.hpp"
#include "hibernate/story_screen.hpp"
#include "smp/event/inject.hpp"
#include "smp/method/row_results.hpp"

namespace {

std::span<const MatrixRow> rows_of(const Options& asked) {
    static std::array<MatrixRow, max_matrix_rows> room;
    return std::span(room).first(list_rows(rows<Method>(), rows<Event>(), asked, room));
}

// Empty, or why a row is left out, in one word.
std::string_view why_left_out(const Options& asked, const MatrixRow& row) {
    if (is_meant_to_crash(row) && !asked.crash) return why_meant_to_crash;
    if (!row.method->why_unusable().empty()) return why_method_unusable;
    if (!inject::why_not(options_of(asked, row), row.method->wait_word).empty()) return why_event_impossible;
    return {};
}

std::array<char, max_matrix_rows> letters; // of the rows, smp/method/row_results.hpp; part of the image

void tell(uint32_t number, const Options& options, Outcome outcome) {
    report::row(options, outcome.verdict, outcome.reason);
    // With cycles=, the worst that a row has shown: it is the last, because the first that is not well ends the run.
    letters[number] = letter_of(outcome.verdict, outcome.reason);
    if (outcome.verdict != Verdict::Skipped) story_screen::add_row(options, outcome.verdict == Verdict::Recovered);
}

// What the result repeats of all rows.
Outcome conclude(const RowGrid& grid, Outcome outcome) {
    for (const Method* method : rows<Method>()) {
        if (!grid.has(*method)) continue;
        char buffer[256];
        Text line(buffer);
        grid.put_line(line, *method, rows<Event>());
        print("# GRID {}\n", line.view());
    }
    phases::print_first_times();
    const WakeCounters& c = inject::total_counts();
    print("# WAKES nmi={} smi={} mc={} unexplained={}\n", c.nmi, c.smi, c.machine_check, c.wakes);
    return outcome;
}

} // namespace

uint32_t matrix::rows_to_run(const Options& asked) {
    uint32_t count = 0;
    for (const MatrixRow& row : rows_of(asked)) count += why_left_out(asked, row).empty();
    return count * asked.cycles;
}

void matrix::apply_row(const LifeRecord& record, Options& options) {
    const uint32_t cycles = rows_to_run(options);
    options = options_of(options, rows_of(options)[record.row]);
    options.cycles = cycles; // for the screen
}

Outcome matrix::run(Life& life) {
    const Options& asked = life.options;
    const std::span<const MatrixRow> rows = rows_of(asked);
    const uint32_t all = rows_to_run(asked);
    letters.fill(row_letter::not_reached);
    const RowGrid grid(rows, letters);
    result_screen::show_at_end(rows, letters);
    auto* options = life.arena.take_array<Options>(1); // part of the image, like everything that B goes on with
    Tally done{0, all};
    for (uint32_t i = 0; i < rows.size() * asked.cycles; i++) {
        const auto number = static_cast<uint32_t>(i % rows.size());
        const MatrixRow& row = rows[number];
        *options = options_of(asked, row);
        options->cycles = all;
        if (const auto why = why_left_out(asked, row); !why.empty()) {
            if (i < rows.size()) tell(number, *options, {Verdict::Skipped, why});
            continue;
        }
        life.record.row = number;
        Life one{life.record, *options, *row.method, life.store, life.slot, life.slot_index, life.arena};
        report::set_cycles(done);
        suspend(one);
        const Outcome outcome = reclaim_and_check(one);
        tell(number, *options, outcome);
        if (outcome.verdict != Verdict::Recovered) return conclude(grid, outcome);
        done.good++;
    }
    report::set_cycles(done);
    return conclude(grid, {});
}
