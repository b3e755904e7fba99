// VGA text mode: two bytes a character, at 0xb8000.
#pragma once

#include <optional>

#include "kernel/screen/colour.hpp"

namespace vga_text {
// Whether a VGA is there and shows 80 x 25 characters now. Needs the direct map.
std::optional<ScreenInfo> detect();
void hide_cursor();
// Needs the character buffer where `memory` points.
void draw(const ScreenInfo& info, volatile std::byte* memory, uint32_t row, uint32_t column, char c, Ink ink);
} // namespace vga_text
