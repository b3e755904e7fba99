// What became of the rows of method=all, a letter a row: the grid on the screen and the `# GRID` lines of the log.
// Pure, host-tested.
#pragma once

#include "kernel/report/report.hpp"
#include "smp/method/matrix_rows.hpp"

namespace row_letter {
inline constexpr char not_reached = '-', recovered = 'r', unproven = 'u', lost = 'l', corrupted = 'c', crashed = 'x',
                      other = 'o', meant_to_crash = 'm', method_unusable = 'n', event_impossible = 'e';
} // namespace row_letter

// Why a row is left out, in the log's words.
inline constexpr std::string_view why_meant_to_crash = "meant-to-crash", why_method_unusable = "method-not-usable-here",
                                  why_event_impossible = "event-not-possible-here";

constexpr char letter_of(Verdict verdict, std::string_view reason) {
    switch (verdict) {
    case Verdict::Recovered: return row_letter::recovered;
    case Verdict::Unproven: return row_letter::unproven;
    case Verdict::Lost: return row_letter::lost;
    case Verdict::Corrupted: return row_letter::corrupted;
    case Verdict::Crashed: return row_letter::crashed;
    case Verdict::Refused: return row_letter::other;
    case Verdict::Skipped: break;
    }
    return reason == why_meant_to_crash    ? row_letter::meant_to_crash
           : reason == why_method_unusable ? row_letter::method_unusable
                                           : row_letter::event_impossible;
}

// The rows and their letters, as a table of methods by events.
class RowGrid {
  public:
    RowGrid(std::span<const MatrixRow> rows, std::span<const char> letters) : rows_(rows), letters_(letters) {}
    bool has(const Method& method) const;
    bool has(const Event* event) const; // in a row of any method
    // One letter a point, in their order; one in all without an event. Empty if there are no such rows.
    FixedText<8> cell(const Method& method, const Event* event) const;
    // `method=park none=r nmi=rrrr`
    void put_line(Text& out, const Method& method, std::span<const Event* const> events) const;

  private:
    std::span<const MatrixRow> rows_;
    std::span<const char> letters_;
};
