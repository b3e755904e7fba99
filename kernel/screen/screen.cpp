#include "kernel/screen/screen.hpp"

#include <algorithm>

#include "kernel/memory/layout.hpp"
#include "kernel/memory/mmio.hpp"
#include "kernel/screen/font.hpp"
#include "kernel/screen/framebuffer.hpp"
#include "kernel/screen/vga_text.hpp"

namespace {

struct Cell { // all zero: nobody has put anything here
    char character;
    uint8_t attribute;
    friend constexpr bool operator==(Cell, Cell) = default;
};

ScreenInfo info;
TextArea area;
volatile std::byte* memory;
Cell wanted[screen::rows][screen::columns], shown[screen::rows][screen::columns];

void draw(uint32_t row, uint32_t column, Cell cell) {
    const Ink ink{static_cast<Colour>(cell.attribute & 0xf), static_cast<Colour>(cell.attribute >> 4)};
    if (info.kind == ScreenKind::VgaText) vga_text::draw(info, memory, row, column, cell.character, ink);
    else framebuffer::draw(info, area, memory, row, column, cell.character, ink);
}

void begin_at(const ScreenInfo& what, volatile std::byte* where) {
    info = what;
    memory = where;
    for (auto& row : shown) std::fill(std::begin(row), std::end(row), Cell{});
    if (info.kind == ScreenKind::Framebuffer) area = framebuffer::text_area(info, screen::columns, screen::rows);
    if (info.kind == ScreenKind::VgaText) vga_text::hide_cursor();
}

constexpr uint32_t picture_columns = screen::columns - screen::picture_column;
static_assert(picture_columns * font::width == screen::rows * font::height, "the picture's place is a square");

// Code page 437, which VGA's text mode shows: which half of a character is light.
constexpr char halves(bool upper, bool lower) {
    constexpr char nothing = ' ', all = '\xdb', lower_half = '\xdc', upper_half = '\xdf';
    return upper ? (lower ? all : upper_half) : (lower ? lower_half : nothing);
}

void put_halves(uint32_t side, bool (*is_dark)(uint32_t x, uint32_t y)) {
    const auto is_light = [&](uint32_t x, uint32_t y) { return x < side && y < side && !is_dark(x, y); };
    for (uint32_t row = 0; row < screen::rows; row++) {
        for (uint32_t x = 0; x < picture_columns; x++) {
            const char c = halves(is_light(x, 2 * row), is_light(x, 2 * row + 1));
            screen::put(row, screen::picture_column + x, {&c, 1}, {Colour::White, Colour::Black});
        }
    }
    screen::show();
}

} // namespace

uint32_t screen::most_squares() {
    constexpr uint32_t least_pixels = 4; // of a square, if the screen is the smallest there is
    if (!is_there()) return 0;
    return info.kind == ScreenKind::VgaText ? 2 * rows : rows * font::height / least_pixels;
}

void screen::put_squares(uint32_t side, bool (*is_dark)(uint32_t x, uint32_t y)) {
    if (!is_there()) return;
    if (info.kind == ScreenKind::VgaText) return put_halves(side, is_dark);
    for (uint32_t row = 0; row < rows; row++) put_field(row, picture_column, picture_columns, {}, {});
    show();
    framebuffer::draw_squares(info, area, memory, picture_column, rows, {side, is_dark});
}

void screen::begin_early(const ScreenInfo& what) {
    if (what.kind == ScreenKind::None || what.address + what.bytes() > four_gib) return;
    begin_at(what, direct_map<volatile std::byte>(what.address));
}

void screen::begin(const ScreenInfo& what) {
    if (what.kind != ScreenKind::None) begin_at(what, mmio::map(what.address, what.bytes()));
}

bool screen::is_there() { return memory != nullptr; }

void screen::clear() {
    if (!is_there()) return;
    if (info.kind == ScreenKind::Framebuffer) framebuffer::clear(info, memory);
    for (uint32_t row = 0; row < rows; row++) put_field(row, 0, columns, {}, {Colour::LightGrey, Colour::Black});
}

void screen::put(uint32_t row, uint32_t column, std::string_view text, Ink ink) {
    if (row >= rows) return;
    for (const char c : text.substr(0, columns - std::min(column, columns)))
        wanted[row][column++] = {c, ink.attribute()};
}

void screen::put_field(uint32_t row, uint32_t column, uint32_t width, std::string_view text, Ink ink) {
    put(row, column, text.substr(0, width), ink);
    for (auto i = static_cast<uint32_t>(text.size()); i < width; i++) put(row, column + i, " ", ink);
}

void screen::show() {
    if (!is_there()) return;
    for (uint32_t row = 0; row < rows; row++) {
        for (uint32_t column = 0; column < columns; column++) {
            const Cell cell = wanted[row][column];
            if (cell == shown[row][column]) continue;
            draw(row, column, cell);
            shown[row][column] = cell;
        }
    }
}

void screen::put_verdict(Tone tone, std::string_view words, std::string_view detail) {
    const Colour background = tone == Tone::Good ? Colour::Green : tone == Tone::Bad ? Colour::Red : Colour::Blue;
    const Ink ink{Colour::White, background};
    put_field(rows - 2, 0, columns, {}, ink);
    put(rows - 2, 1, words, ink);
    put_field(rows - 1, 0, columns, {}, ink);
    put(rows - 1, 1, detail, ink);
    show();
}
