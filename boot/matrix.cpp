#include "boot/matrix.hpp"

#include <array>

#include "hibernate/story_screen.hpp"
#include "smp/event/inject.hpp"
#include "smp/method/matrix_rows.hpp"

namespace {

std::span<const MatrixRow> rows_of(const Options& asked) {
    static std::array<MatrixRow, max_matrix_rows> room;
    return std::span(room).first(list_rows(rows<Method>(), rows<Event>(), asked, room));
}

// Empty, or why a row is left out, in one word.
std::string_view why_left_out(const Options& asked, const MatrixRow& row) {
    if (is_meant_to_crash(row) && !asked.crash) return "meant-to-crash";
    if (!row.method->why_unusable().empty()) return "method-not-usable-here";
    const bool by_sipi = row.method->stop != nullptr;
    if (!inject::why_not(options_of(asked, row), row.method->wait_word, by_sipi).empty())
        return "event-not-possible-here";
    return {};
}

void tell(const Options& options, Outcome outcome) {
    report::row(options, outcome.verdict, outcome.reason);
    story_screen::add_row(options, outcome.verdict == Verdict::Recovered);
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
    auto* options = life.arena.take_array<Options>(1); // part of the image, like everything that B goes on with
    Tally done{0, all};
    for (uint32_t i = 0; i < rows.size() * asked.cycles; i++) {
        const auto number = static_cast<uint32_t>(i % rows.size());
        const MatrixRow& row = rows[number];
        *options = options_of(asked, row);
        options->cycles = all;
        if (const auto why = why_left_out(asked, row); !why.empty()) {
            if (i < rows.size()) report::row(*options, Verdict::Skipped, why);
            continue;
        }
        life.record.row = number;
        Life one{life.record, *options, *row.method, life.store, life.slot, life.slot_index, life.arena};
        report::set_cycles(done);
        suspend(one);
        const Outcome outcome = reclaim_and_check(one);
        tell(*options, outcome);
        if (outcome.verdict != Verdict::Recovered) return outcome;
        done.good++;
    }
    report::set_cycles(done);
    return {};
}
