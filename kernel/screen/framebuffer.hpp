// A linear framebuffer as a screen of characters.
#pragma once

#include "kernel/screen/colour.hpp"

// Where the characters go: as large as whole multiples of the font allow, in the middle.
struct TextArea {
    uint32_t scale = 0, left = 0, top = 0; // pixels
};

namespace framebuffer {
TextArea text_area(const ScreenInfo& info, uint32_t columns, uint32_t rows);
void draw(const ScreenInfo& info, const TextArea& area, volatile std::byte* memory, uint32_t row, uint32_t column,
          char c, Ink ink);
// A square picture, as large as `rows` of characters are high, from `column` on: a dark square is black, a light one
// white.
struct Squares {
    uint32_t side;
    bool (*is_dark)(uint32_t x, uint32_t y);
};
void draw_squares(const ScreenInfo& info, const TextArea& area, volatile std::byte* memory, uint32_t column,
                  uint32_t rows, const Squares& picture);
// Everything black, what is around the characters too.
void clear(const ScreenInfo& info, volatile std::byte* memory);
} // namespace framebuffer
