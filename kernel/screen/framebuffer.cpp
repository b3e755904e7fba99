#include "kernel/screen/framebuffer.hpp"

#include <algorithm>

#include "kernel/screen/font.hpp"

namespace {

volatile std::byte* put(volatile std::byte* at, uint32_t pixel, uint32_t bytes) {
    if (bytes == 4) {
        *reinterpret_cast<volatile uint32_t*>(at) = pixel;
        return at + 4;
    }
    for (uint32_t i = 0; i < bytes; i++, pixel >>= 8) at[i] = static_cast<std::byte>(pixel);
    return at + bytes;
}

} // namespace

TextArea framebuffer::text_area(const ScreenInfo& info, uint32_t columns, uint32_t rows) {
    const uint32_t width = columns * font::width, height = rows * font::height;
    const uint32_t scale = std::max<uint32_t>(1, std::min(info.width / width, info.height / height));
    return {scale, (info.width - width * scale) / 2, (info.height - height * scale) / 2};
}

void framebuffer::draw(const ScreenInfo& info, const TextArea& area, volatile std::byte* memory, uint32_t row,
                       uint32_t column, char c, Ink ink) {
    const uint32_t text = pixel(static_cast<uint32_t>(ink.text), info),
                   background = pixel(static_cast<uint32_t>(ink.background), info);
    const uint8_t* glyph = font::glyph(c);
    const uint64_t x = area.left + uint64_t{column} * font::width * area.scale,
                   y = area.top + uint64_t{row} * font::height * area.scale;
    for (uint32_t line = 0; line < font::height * area.scale; line++) {
        const uint8_t bits = glyph[line / area.scale];
        auto* at = memory + (y + line) * info.pitch + x * info.bytes_per_pixel;
        for (uint32_t bit = 0; bit < font::width; bit++) {
            const uint32_t value = (bits & 0x80 >> bit) != 0 ? text : background;
            for (uint32_t i = 0; i < area.scale; i++) at = put(at, value, info.bytes_per_pixel);
        }
    }
}

void framebuffer::draw_squares(const ScreenInfo& info, const TextArea& area, volatile std::byte* memory,
                               uint32_t column, uint32_t rows, const Squares& picture) {
    const uint32_t black = pixel(static_cast<uint32_t>(Colour::Black), info),
                   white = pixel(static_cast<uint32_t>(Colour::White), info);
    const uint32_t scale = rows * font::height * area.scale / picture.side; // pixels of a square
    const uint64_t left = area.left + uint64_t{column} * font::width * area.scale;
    for (uint32_t y = 0; y < picture.side * scale; y++) {
        auto* at = memory + (area.top + uint64_t{y}) * info.pitch + left * info.bytes_per_pixel;
        for (uint32_t x = 0; x < picture.side; x++) {
            const uint32_t value = picture.is_dark(x, y / scale) ? black : white;
            for (uint32_t i = 0; i < scale; i++) at = put(at, value, info.bytes_per_pixel);
        }
    }
}

void framebuffer::clear(const ScreenInfo& info, volatile std::byte* memory) {
    const uint32_t black = pixel(static_cast<uint32_t>(Colour::Black), info);
    for (uint32_t y = 0; y < info.height; y++) {
        auto* at = memory + uint64_t{y} * info.pitch;
        for (uint32_t x = 0; x < info.width; x++) at = put(at, black, info.bytes_per_pixel);
    }
}
