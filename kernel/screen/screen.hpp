// The machine's own screen, 80 x 25 characters, for people without a serial cable. Says nothing that the log does not.
//
// A picture is composed in memory, and show() draws what has changed since. What no life has put anything on is left as
// the life before drew it. Boot CPU only; does nothing where there is no screen. Never drawn on while CPUs cross: the
// safe code has no screen.
#pragma once

#include <string_view>

#include "kernel/base/text.hpp"
#include "kernel/screen/colour.hpp"

namespace screen {

inline constexpr uint32_t columns = 80, rows = 25;

// From the loader's copy of the image, under the early page tables: only what can go wrong there is drawn.
void begin_early(const ScreenInfo& info);
// Maps the screen; the next show() draws everything that was put. Each life, and B again when it is back: another life
// has drawn in between. mmio::map() works.
void begin(const ScreenInfo& info);
bool is_there();
// Puts blanks everywhere: B's first life, over what firmware and loader left.
void clear();

// Cut at the right edge.
void put(uint32_t row, uint32_t column, std::string_view text, Ink ink);
// `text`, and blanks up to `width` characters.
void put_field(uint32_t row, uint32_t column, uint32_t width, std::string_view text, Ink ink);
void show();

// A square picture of dark and light squares, in the right part of the screen, from top to bottom: a QR code. In text
// mode a character is two of them. What was put into these columns before is gone. Shown at once.
inline constexpr uint32_t picture_column = 30;
uint32_t most_squares(); // a side; 0 without a screen
void put_squares(uint32_t side, bool (*is_dark)(uint32_t x, uint32_t y));

// In words and colour, in the two lowest rows; shown at once. `detail` is the reason.
enum class Tone : uint8_t { Good, Bad, Neutral };
void put_verdict(Tone tone, std::string_view words, std::string_view detail);

} // namespace screen
