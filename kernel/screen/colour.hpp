// The 16 colours of VGA text mode, which the framebuffer imitates.
#pragma once

#include <cstdint>

#include "kernel/screen/screen_info.hpp"

enum class Colour : uint8_t {
    Black,
    Blue,
    Green,
    Cyan,
    Red,
    Magenta,
    Brown,
    LightGrey,
    DarkGrey,
    LightBlue,
    LightGreen,
    LightCyan,
    LightRed,
    LightMagenta,
    Yellow,
    White,
};

// Of one character. The background is one of the first eight: by default the highest bit of VGA's attribute blinks (IBM
// VGA Technical Reference, Attribute Controller, Mode Control).
struct Ink {
    Colour text, background;
    constexpr uint8_t attribute() const {
        return static_cast<uint8_t>(static_cast<uint8_t>(text) | static_cast<uint8_t>(background) << 4);
    }
    friend constexpr bool operator==(Ink, Ink) = default;
};

// 0xRRGGBB, from bits I R G B: 0xaa for a colour, 0x55 more for intensity, and brown, which is dark yellow with half of
// its green (IBM Color Display, kept by VGA's default palette).
constexpr uint32_t rgb(uint32_t colour) {
    if (colour == static_cast<uint32_t>(Colour::Brown)) return 0xaa5500;
    const uint32_t more = (colour & 8) != 0 ? 0x55 : 0;
    const uint32_t red = ((colour & 4) != 0 ? 0xaa : 0) + more, green = ((colour & 2) != 0 ? 0xaa : 0) + more,
                   blue = ((colour & 1) != 0 ? 0xaa : 0) + more;
    return red << 16 | green << 8 | blue;
}

// The pixel that shows it: the upper bits of each component where the loader says they belong.
constexpr uint32_t pixel(uint32_t colour, const ScreenInfo& info) {
    const auto field = [](uint32_t component, ColourField f) {
        return f.size == 0 ? 0 : component >> (8 - f.size) << f.position;
    };
    const uint32_t value = rgb(colour);
    return field(value >> 16, info.red) | field(value >> 8 & 0xff, info.green) | field(value & 0xff, info.blue);
}
