#include "boot/result_screen.hpp"

#include "kernel/cpu/tsc.hpp"
#include "kernel/result/hosted.hpp"
#include "kernel/result/kept_lines.hpp"
#include "kernel/result/pieces.hpp"
#include "kernel/result/qr_code.hpp"
#include "kernel/screen/screen.hpp"
#include "smp/method/row_results.hpp"

namespace {

using enum Colour;
constexpr uint32_t width = screen::picture_column, method_width = 14;
constexpr uint32_t verdict_row = 1, reason_row = 2, grid_row = 5, legend_row = 17, help_row = 21;
constexpr uint64_t shown_us = 4'000'000; // a code; long enough to aim a camera at
constexpr Ink plain{LightGrey, Black}, loud{White, Black};

constinit result::KeptLines kept{}; // part of the image
std::span<const MatrixRow> all_rows;
std::span<const char> all_letters;

void hear(std::string_view text) { kept.hear(text); }

Ink ink_of(char letter) {
    switch (letter) {
    case row_letter::recovered: return {LightGreen, Black};
    case row_letter::meant_to_crash:
    case row_letter::method_unusable:
    case row_letter::event_impossible:
    case row_letter::not_reached: return {DarkGrey, Black};
    case row_letter::crashed: return {LightMagenta, Black};
    default: return {LightRed, Black};
    }
}

// Text over as many rows as it needs, at most `rows`.
void put_wrapped(uint32_t row, uint32_t rows, std::string_view text, Ink ink) {
    for (uint32_t i = 0; i < rows && !text.empty(); i++) {
        screen::put_field(row + i, 0, width, text.substr(0, width - 1), ink);
        text.remove_prefix(std::min<size_t>(text.size(), width - 1));
    }
}

void put_grid(const RowGrid& grid) {
    uint32_t column = method_width;
    const auto put_column = [&](const Event* event, std::string_view name) {
        uint32_t widest = static_cast<uint32_t>(name.size()), row = grid_row;
        screen::put(row++, column, name, loud);
        for (const Method* method : rows<Method>()) {
            if (!grid.has(*method)) continue;
            const auto cell = grid.cell(*method, event);
            uint32_t at = column;
            for (const char letter : cell.view()) screen::put(row, at++, {&letter, 1}, ink_of(letter));
            widest = std::max(widest, static_cast<uint32_t>(cell.view().size()));
            row++;
        }
        column += widest + 1;
    };
    uint32_t row = grid_row + 1;
    for (const Method* method : rows<Method>()) {
        if (grid.has(*method)) screen::put(row++, 0, method->name, plain);
    }
    put_column(nullptr, "-");
    for (const Event* event : rows<Event>()) {
        if (grid.has(event)) put_column(event, event->name);
    }
}

void put_words(Verdict verdict, std::string_view reason) {
    for (uint32_t row = 0; row < screen::rows; row++) screen::put_field(row, 0, width, {}, plain);
    FixedText<width> text;
    text.set("Handoff: {}", name_of(verdict));
    screen::put_field(verdict_row, 0, width - 1, text.view(), {White, verdict == Verdict::Recovered ? Green : Red});
    put_wrapped(reason_row, 2, reason, plain);
    put_grid(RowGrid(all_rows, all_letters));
    screen::put(legend_row, 0, "r recovered  m meant to die", plain);
    screen::put(legend_row + 1, 0, "x crashed    n/e not here", plain);
    screen::put(legend_row + 2, 0, "u unproven l lost c corrupted", plain);
    screen::put(help_row + 1, 0, "Photograph each code, then", plain);
    screen::put(help_row + 2, 0, "make result FILE=\"photos\"", plain);
}

void show_code(const result::Pieces& pieces, uint32_t number) {
    char buffer[1400];
    Text text(buffer);
    pieces.put(text, number);
    if (!result::QrCode::make(text.view(), screen::most_squares())) return;
    FixedText<width> which;
    which.set("Code {} of {}", number + 1, pieces.count());
    screen::put_field(help_row, 0, width, which.view(), loud);
    screen::put_squares(result::QrCode::side(), result::QrCode::is_dark);
    wait_us(shown_us);
}

void show(Verdict verdict, std::string_view reason) {
    serial::set_listener(nullptr);
    if (!screen::is_there()) return;
    hosted::begin();
    screen::clear();
    put_words(verdict, reason);
    screen::show();
    const result::Pieces pieces(kept.text(), result::characters_in(screen::most_squares()));
    // Until somebody switches the machine off.
    for (uint32_t i = 0; pieces.count() != 0; i = (i + 1) % pieces.count()) show_code(pieces, i);
}

} // namespace

void result_screen::listen() { serial::set_listener(hear); }

void result_screen::show_at_end(std::span<const MatrixRow> rows, std::span<const char> letters) {
    all_rows = rows;
    all_letters = letters;
    report::set_epilogue(show);
}
