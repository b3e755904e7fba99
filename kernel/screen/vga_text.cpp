#include "kernel/screen/vga_text.hpp"

#include "kernel/base/port.hpp"
#include "kernel/memory/layout.hpp"

namespace {

// IBM VGA Technical Reference: the Graphics Controller's Miscellaneous register says where the memory is mapped and
// whether it holds characters; the CRT Controller's Cursor Start has the cursor's off switch.
constexpr uint16_t graphics_index = 0x3ce, graphics_data = 0x3cf, crt_index = 0x3d4, crt_data = 0x3d5;
constexpr uint8_t miscellaneous = 6, shows_graphics = 1 << 0, memory_map = 3 << 2, map_b8000 = 3 << 2;
constexpr uint8_t cursor_start = 0x0a, cursor_off = 1 << 5;
constexpr uint8_t horizontal_display_end = 1, last_of_80 = 79;
constexpr PhysAddr buffer{0xb8000};

} // namespace

std::optional<ScreenInfo> vga_text::detect() {
    out8(graphics_index, miscellaneous);
    const uint8_t mode = in8(graphics_data); // 0xff, which is graphics, where nobody answers
    if ((mode & shows_graphics) != 0 || (mode & memory_map) != map_b8000) return std::nullopt;
    out8(crt_index, horizontal_display_end);
    if (in8(crt_data) != last_of_80) return std::nullopt;
    auto* word = direct_map<volatile uint16_t>(buffer);
    const uint16_t before = *word;
    *word = static_cast<uint16_t>(~before);
    const bool is_memory = *word == static_cast<uint16_t>(~before);
    *word = before;
    if (!is_memory) return std::nullopt;
    ScreenInfo info{};
    info.kind = ScreenKind::VgaText;
    info.address = buffer;
    info.pitch = 160;
    info.width = 80;
    info.height = 25;
    return info;
}

void vga_text::hide_cursor() {
    out8(crt_index, cursor_start);
    out8(crt_data, in8(crt_data) | cursor_off);
}

void vga_text::draw(const ScreenInfo& info, volatile std::byte* memory, uint32_t row, uint32_t column, char c,
                    Ink ink) {
    auto* word = reinterpret_cast<volatile uint16_t*>(memory + uint64_t{row} * info.pitch + uint64_t{column} * 2);
    *word = static_cast<uint16_t>(static_cast<uint8_t>(c) | ink.attribute() << 8);
}
