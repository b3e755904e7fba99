#include "kernel/result/kept_lines.hpp"

#include <algorithm>

#include "kernel/result/characters.hpp"

namespace result {
namespace {

constexpr std::string_view mark = "# ", last = "RESULT";
constexpr size_t room_for_last = 320;

// Empty if the line is of no kind that is kept.
std::string_view kind_of(std::string_view line) {
    if (!line.starts_with(mark)) return {};
    const std::string_view word = line.substr(mark.size(), line.find_first_of(" \n", mark.size()) - mark.size());
    const auto found = std::find(kept_kinds.begin(), kept_kinds.end(), word);
    return found == kept_kinds.end() ? std::string_view{} : *found;
}

} // namespace

void KeptLines::hear(std::string_view text) {
    if (length_ == 0 && text.find('\n') == text.size() - 1 && kind_of(text).empty()) return;
    for (const char c : text) {
        if (c == '\n') {
            end_line();
            continue;
        }
        if (length_ < line_.size()) line_[length_] = c;
        length_++;
    }
}

void KeptLines::end_line() {
    const std::string_view line(line_.data(), std::min(length_, line_.size()));
    const bool is_whole = length_ <= line_.size();
    length_ = 0;
    const std::string_view kind = kind_of(line);
    const size_t room = kept_.size() - (kind == last ? 0 : room_for_last);
    if (kind.empty() || !is_whole || used_ + line.size() > room) return;
    for (const char c : line.substr(mark.size())) kept_[used_++] = to_code(c);
    kept_[used_++] = line_end;
}

} // namespace result
