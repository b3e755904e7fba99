// A text as a QR code, by Debian's libqrcodegen (the C variant: it takes no memory but the caller's).
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace result {

// How many characters of characters.hpp fit into the largest code of at most `side` squares, its margin included; 0 if
// none fits.
size_t characters_in(uint32_t side);

// Squares between the code and whatever is beside it (ISO/IEC 18004, "Quiet zone").
inline constexpr uint32_t margin = 4;

// The code made last. One at a time: the squares lie in .bss. Boot CPU, after the story: see hosted.hpp.
class QrCode {
  public:
    // False if the text is too long for `side`, or not of these characters alone.
    static bool make(std::string_view text, uint32_t side);
    static uint32_t side(); // with its margin
    static bool is_dark(uint32_t x, uint32_t y);
};

} // namespace result
