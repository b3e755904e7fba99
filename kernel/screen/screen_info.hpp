// What there is to draw on, as the loader tells it. Part of Machine, so every life knows it from the life before.
#pragma once

#include <cstdint>

#include "kernel/base/types.hpp"

enum class ScreenKind : uint32_t { None, VgaText, Framebuffer };

// Where a colour's bits are in a pixel.
struct ColourField {
    uint8_t position = 0, size = 0;
};

struct ScreenInfo {
    ScreenKind kind = ScreenKind::None;
    uint32_t pitch = 0; // bytes a line
    PhysAddr address;
    uint32_t width = 0, height = 0; // in characters, of a framebuffer in pixels
    uint32_t bytes_per_pixel = 0;
    ColourField red, green, blue;
    uint16_t reserved = 0;

    constexpr uint64_t bytes() const { return uint64_t{pitch} * height; }
};

// Whether a framebuffer that a loader describes can be what it says, and holds 80 x 25 characters of 8 x 16 pixels.
constexpr bool is_drawable(const ScreenInfo& s) {
    constexpr uint32_t most = 1u << 14;
    const auto fits = [&](ColourField f) { return f.size <= 8 && f.position + f.size <= 8 * s.bytes_per_pixel; };
    return s.bytes_per_pixel >= 2 && s.bytes_per_pixel <= 4 && s.width >= 640 && s.width <= most && s.height >= 400 &&
           s.height <= most && s.pitch >= s.width * s.bytes_per_pixel && s.pitch <= 8 * most && fits(s.red) &&
           fits(s.green) && fits(s.blue) && s.address.value % 4 == 0 && s.pitch % s.bytes_per_pixel == 0 &&
           s.address.value < uint64_t{1} << 52;
}
