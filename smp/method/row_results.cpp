#include "smp/method/row_results.hpp"

#include <algorithm>

bool RowGrid::has(const Method& method) const {
    return std::any_of(rows_.begin(), rows_.end(), [&](const MatrixRow& r) { return r.method == &method; });
}

bool RowGrid::has(const Event* event) const {
    return std::any_of(rows_.begin(), rows_.end(), [&](const MatrixRow& r) { return r.event == event; });
}

FixedText<8> RowGrid::cell(const Method& method, const Event* event) const {
    char points[8];
    Text out(points);
    // Rows that are meant to crash come last, so the points of one cell may lie apart.
    for (uint32_t at = 0; at < count_words(words_of<InjectAt>.text); at++) {
        for (size_t i = 0; i < rows_.size(); i++) {
            const MatrixRow& r = rows_[i];
            if (r.method == &method && r.event == event && static_cast<uint32_t>(r.at) == at) out.put(letters_[i]);
        }
    }
    FixedText<8> cell;
    cell.set("{}", out.view());
    return cell;
}

void RowGrid::put_line(Text& out, const Method& method, std::span<const Event* const> events) const {
    format_to(out, "method={}", method.name);
    if (const auto alone = cell(method, nullptr); !alone.empty()) format_to(out, " none={}", alone.view());
    for (const Event* event : events) {
        if (const auto points = cell(method, event); !points.empty())
            format_to(out, " {}={}", event->name, points.view());
    }
}
