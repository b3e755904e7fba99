#include "boot/matrix.hpp"

#include <array>

#include "boot/result_screen.hpp"
#include "boot/session.hpp"
#include "hibernate/story_screen.hpp"
#include "kernel/log/panic.hpp"
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
    const bool by_sipi = row.method->stop != nullptr;
    if (!inject::why_not(options_of(asked, row), row.method->wait_word, by_sipi).empty()) return why_event_impossible;
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
    inject::print_total_counts();
    return outcome;
}

// Of all rows in all cycles, those from `first` on that this machine can run.
uint32_t count_rows(const Options& asked, uint32_t first) {
    const auto rows = rows_of(asked);
    uint32_t count = 0;
    for (auto i = first; i < rows.size() * asked.cycles; i++)
        count += why_left_out(asked, rows[i % rows.size()]).empty();
    return count;
}

// What may take the machine with it is noted in memory; nothing is, if nothing may.
class Notes {
  public:
    Notes(const LifeRecord& record, const Options& asked) : placement_(record.placement), taken_(asked.crash) {
        if (taken_) session_ = session::read(placement_);
    }
    const SessionRecord& session() const { return session_; }
    // After a reset, and not before the first row.
    bool goes_on() const { return taken_ && session_.boots > 1; }
    // The row, of all rows in all cycles, that this boot begins with: not the one in which the last boot ended.
    uint32_t first() const {
        if (!goes_on()) return 0;
        return session_.running == SessionRecord::none ? session_.next : session_.running + 1;
    }
    void begin(uint32_t i) { write(i, i, false); }
    void end(uint32_t i) { write(i + 1, SessionRecord::none, false); }
    void run_is_over() { write(session_.next, SessionRecord::none, true); }

  private:
    void write(uint32_t next, uint32_t running, bool is_over) {
        if (!taken_) return;
        session_.next = next;
        session_.running = running;
        session_.is_over = is_over;
        session_.letters = letters;
        session_.times = phases::first_times();
        session_.wakes = inject::total_counts();
        session::write(placement_, session_);
    }
    const Placement& placement_;
    SessionRecord session_{};
    bool taken_;
};

// After a reset: the results of the boots before this one, and the row in which the last of them ended.
void go_on(const Options& asked, const Notes& notes, std::span<const MatrixRow> rows) {
    if (!notes.goes_on()) return;
    const SessionRecord& s = notes.session();
    letters = s.letters;
    phases::first_times() = s.times;
    inject::total_counts() = s.wakes;
    print("# session boot={} row={}/{}\n", s.boots, s.next, rows.size() * asked.cycles);
    if (s.running == SessionRecord::none) return;
    const auto number = static_cast<uint32_t>(s.running % rows.size());
    tell(number, options_of(asked, rows[number]), {Verdict::Crashed, "the-machine-was-reset"});
}

bool crashed_unexpectedly(std::span<const MatrixRow> rows) {
    for (size_t i = 0; i < rows.size(); i++) {
        if (letters[i] == row_letter::crashed && !is_meant_to_crash(rows[i])) return true;
    }
    return false;
}

} // namespace

uint32_t matrix::rows_left(const Life& life) {
    return count_rows(life.options, Notes(life.record, life.options).first());
}

void matrix::apply_row(const LifeRecord& record, Options& options) {
    const uint32_t cycles = count_rows(options, 0);
    options = options_of(options, rows_of(options)[record.row]);
    options.cycles = cycles; // for the screen
}

Outcome matrix::run(Life& life) {
    const Options& asked = life.options;
    const std::span<const MatrixRow> rows = rows_of(asked);
    const RowGrid grid(rows, letters);
    Notes notes(life.record, asked);
    letters.fill(row_letter::not_reached);
    result_screen::show_at_end(rows, letters);
    const uint32_t first = notes.first();
    go_on(asked, notes, rows);
    auto* options = life.arena.take_array<Options>(1); // part of the image, like everything that B goes on with
    Tally done{0, count_rows(asked, first)};
    report::set_cpus(handoff::cpus_online());
    for (uint32_t i = first; i < rows.size() * asked.cycles; i++) {
        const auto number = static_cast<uint32_t>(i % rows.size());
        const MatrixRow& row = rows[number];
        *options = options_of(asked, row);
        options->cycles = count_rows(asked, 0);
        if (const auto why = why_left_out(asked, row); !why.empty()) {
            if (i < rows.size()) tell(number, *options, {Verdict::Skipped, why});
            continue;
        }
        life.record.row = number;
        Life one{life.record, *options, *row.method, life.store, life.slot, life.slot_index, life.arena};
        report::set_cycles(done);
        notes.begin(i);
        suspend(one);
        const Outcome outcome = reclaim_and_check(one);
        tell(number, *options, outcome);
        notes.end(i);
        if (outcome.verdict != Verdict::Recovered) return conclude(grid, outcome);
        done.good++;
    }
    report::set_cycles(done);
    notes.run_is_over();
    const Outcome outcome = conclude(grid, {});
    if (crashed_unexpectedly(rows)) panic("row", "a row crashed that was not meant to");
    return outcome;
}
