// The lines of the log that leave the machine as pictures: what it is, what it answered, what became of each row, and
// the result. They are picked from the log as it is printed, so they say what the log says. Pure, host-tested.
#pragma once

#include <array>
#include <cstddef>
#include <string_view>

namespace result {

// How each kind begins; docs/result.md says what it holds.
inline constexpr std::array<std::string_view, 7> kept_kinds = {"BUILD", "MACHINE", "PROBE", "GRID",
                                                               "TIMES", "WAKES",   "RESULT"};

class KeptLines {
  public:
    // A part of the log, as it was printed: half a line, or several. A whole line of no kind that is kept changes
    // nothing here, as nothing of B may change while its image is watched (hibernate/image/image_check.hpp).
    void hear(std::string_view text);
    // What was kept, in the characters of characters.hpp, each line with its end. What did not fit is left out, and
    // RESULT has its place: it comes last.
    std::string_view text() const { return {kept_.data(), used_}; }

  private:
    void end_line();
    std::array<char, 512> line_{};
    size_t length_ = 0; // of the line so far, longer than line_ if it is too long to be one of ours
    std::array<char, 6144> kept_{};
    size_t used_ = 0;
};

} // namespace result
