// The glyphs of kernel/screen/font.asm.
#pragma once

#include <cstdint>

extern "C" const uint8_t font_glyphs[];

namespace font {
inline constexpr uint32_t width = 8, height = 16;
inline constexpr char first = ' ', last = '~';

// One byte a row, the left pixel in the highest bit; a question mark for what the font does not have.
inline const uint8_t* glyph(char c) {
    const char known = c >= first && c <= last ? c : '?';
    return font_glyphs + static_cast<uint32_t>(known - first) * height;
}
} // namespace font
