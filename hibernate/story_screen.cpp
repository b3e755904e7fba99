#include "hibernate/story_screen.hpp"

#include "kernel/screen/screen.hpp"
#include "smp/cpu_screen.hpp"
#include "smp/event/event.hpp"
#include "smp/method/method.hpp"

namespace {

using enum Colour;
constexpr uint32_t title_row = 0, first_step_row = cpu_screen::legend_row + 1;
constexpr std::string_view texts[] = {
    "B starts its cpus",
    "B writes its image",
    "A boots, and starts the cpus anew",
    "A checks the image and sends every cpu away",
    "the image is copied over A",
    "B is back, and takes every cpu",
    "B checks every page and every cpu",
};
static_assert(std::size(texts) == static_cast<size_t>(StoryStep::Done));
static_assert(first_step_row + std::size(texts) + 2 <= screen::rows, "the verdict is in the two lowest rows");
// The other columns of these rows belong to the rows of method=all, which B alone draws.
constexpr uint32_t steps_width = 46, rows_width = screen::columns - steps_width;

struct ShownRow {
    FixedText<rows_width> text;
    bool recovered = false;
};
constexpr uint32_t shown_rows = static_cast<uint32_t>(std::size(texts));
ShownRow last_rows[shown_rows]; // the newest in place `row_count % shown_rows - 1`; part of the image
uint32_t row_count;

// Lives count up, B and A in turn (LifeRecord::generation): the first cycle has 1, 2, 3, the next 3, 4, 5.
uint32_t cycle_of(uint32_t generation, StoryStep now) {
    const bool ends = now >= StoryStep::BIsBack;
    return generation < 2 ? 1 : (generation + (ends ? 0 : 1)) / 2;
}

constexpr std::string_view who(LifeName life) {
    return life == LifeName::B1 ? "kernel B, first life" : life == LifeName::A ? "kernel A" : "kernel B, second life";
}

void draw_title(const LifeRecord& record, const Options& o, StoryStep now) {
    const Ink ink{White, record.life == LifeName::A ? Red : Blue};
    FixedText<screen::columns> left, right;
    const std::string_view method = o.method == nullptr ? "all" : o.method->name;
    if (o.inject == nullptr) left.set(" Handoff: {}, siblings in {}", method, name_of(o.offline));
    else
        left.set(" Handoff: {}, siblings in {}, {} when {}", method, name_of(o.offline), o.inject->name, name_of(o.at));
    right.set("{}/{} {} ", cycle_of(record.generation, now), o.cycles, who(record.life));
    const auto width = static_cast<uint32_t>(right.view().size());
    screen::put_field(title_row, 0, screen::columns - width, left.view(), ink);
    screen::put(title_row, screen::columns - width, right.view(), ink);
}

} // namespace

void story_screen::step(const LifeRecord& record, const Options& options, StoryStep now) {
    if (!screen::is_there()) return;
    draw_title(record, options, now);
    for (uint32_t i = 0; i < std::size(texts); i++) {
        const bool done = i < static_cast<uint32_t>(now), current = i == static_cast<uint32_t>(now);
        const Ink ink{current ? Yellow : done ? LightGreen : DarkGrey, Black};
        FixedText<steps_width> text;
        text.set(" {} {}", current ? ">" : done ? "*" : " ", texts[i]);
        screen::put_field(first_step_row + i, 0, steps_width, text.view(), ink);
    }
    cpu_screen::draw();
}

void story_screen::last_picture(const LifeRecord& record, const Options& options) {
    step(record, options, StoryStep::Copy);
    cpu_screen::stop_watching();
}

void story_screen::begin(const LifeRecord& record) {
    screen::begin(record.machine.screen);
    if (record.life == LifeName::B1) screen::clear();
}

void story_screen::add_row(const Options& row, bool recovered) {
    ShownRow& shown = last_rows[row_count++ % shown_rows];
    shown.recovered = recovered;
    if (row.inject == nullptr) shown.text.set(" {}: {}", row.method->name, recovered ? "recovered" : "NOT RECOVERED");
    else
        shown.text.set(" {} {} {}: {}", row.method->name, row.inject->name, name_of(row.at),
                       recovered ? "ok" : "NOT OK");
    const uint32_t first = row_count < shown_rows ? 0 : row_count - shown_rows;
    for (uint32_t i = first; i < row_count; i++) {
        const ShownRow& r = last_rows[i % shown_rows];
        screen::put_field(first_step_row + i - first, steps_width, rows_width, r.text.view(),
                          {r.recovered ? LightGreen : LightRed, Black});
    }
    screen::show();
}
