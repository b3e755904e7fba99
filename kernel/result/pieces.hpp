// A text in pieces, one for each QR code. Each says which of how many it is, and the checksum of the whole:
//
//     HO1 2/9 0D5A31C7 SLEEPS:NO$GRID METHOD:…
//
// So pieces may be photographed in any order, and those of two results are not mixed up. Counterpart:
// scripts/handoff/result/pieces.py. Pure, host-tested.
#pragma once

#include <cstdint>
#include <string_view>

#include "kernel/base/text.hpp"

namespace result {

inline constexpr std::string_view piece_mark = "HO1"; // the 1 is the format's version
inline constexpr uint32_t most_pieces = 99;
inline constexpr size_t piece_head = piece_mark.size() + sizeof(" 99/99 01234567 ") - 1; // at most

class Pieces {
  public:
    // Of at most `longest` characters, their heads included. Empty if they would be too many, or too short.
    Pieces(std::string_view text, size_t longest);
    uint32_t count() const { return count_; }
    // Piece `number`, counted from 0.
    void put(Text& out, uint32_t number) const;

  private:
    std::string_view text_;
    size_t body_ = 0; // characters of each but the last
    uint32_t count_ = 0, checksum_ = 0;
};

} // namespace result
