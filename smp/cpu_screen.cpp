#include "smp/cpu_screen.hpp"

#include "kernel/base/cpuid.hpp"
#include "kernel/report/event_log.hpp"
#include "kernel/screen/screen.hpp"
#include "smp/cpu.hpp"
#include "smp/cpu_grid.hpp"
#include "smp/topology.hpp"

namespace {

// Siblings differ from the first thread of their core by the text's colour: where only numbers fit, two would touch.
struct StateInk {
    CpuState state;
    Ink first, sibling;
};
using enum Colour;
constexpr StateInk inks[] = {
    {CpuState::Known, {LightGrey, Black}, {DarkGrey, Black}}, {CpuState::Starting, {White, Blue}, {LightCyan, Blue}},
    {CpuState::Online, {White, Green}, {Black, Green}},       {CpuState::Offline, {White, Cyan}, {Black, Cyan}},
    {CpuState::Left, {White, Magenta}, {Black, Magenta}},     {CpuState::InInit, {Black, LightGrey}, {Blue, LightGrey}},
    {CpuState::Parked, {White, Brown}, {Black, Brown}},       {CpuState::Missing, {White, Red}, {Yellow, Red}},
};

const StateInk& ink_of(CpuState state) { return inks[static_cast<size_t>(state)]; }

CpuState state_of(const Cpu& cpu) { return cpu.state.load(std::memory_order_acquire); }

CpuSeat* seats;

std::span<const CpuSeat> all_seats() { return {seats, cpus().size()}; }

void draw_cpu(const Cpu& cpu, const CpuGrid& grid) {
    const CpuSeat seat = seats[cpu.number.value];
    const auto cell = grid.cell(seat, cpu_screen::grid_rows);
    if (!cell) return;
    const uint32_t row = cpu_screen::first_row + cell->row, column = 1 + cell->column;
    const CpuState state = state_of(cpu);
    const Ink ink = seat.thread == 0 ? ink_of(state).first : ink_of(state).sibling;
    FixedText<16> text;
    if (grid.style.height > 1) {
        text.set(" cpu {}", cpu.number);
        screen::put_field(row, column, grid.style.width, text.view(), ink);
        text.set(" {}", name_of(state));
        screen::put_field(row + 1, column, grid.style.width, text.view(), ink);
        return;
    }
    if (grid.style.width > 1)
        text.set("{}{}", std::string_view("  ").substr((cpu.number.value > 9) + (cpu.number.value > 99)), cpu.number);
    else text.set("{}", name_of(state).substr(0, 1));
    screen::put_field(row, column, grid.style.width, text.view(), ink);
}

// Only the states in which somebody is.
void draw_legend() {
    uint32_t column = 1;
    for (const StateInk& i : inks) {
        uint32_t count = 0;
        for (const Cpu& cpu : cpus()) count += state_of(cpu) == i.state;
        if (count == 0) continue;
        FixedText<24> text;
        text.set(" {} {} ", name_of(i.state), count);
        screen::put(cpu_screen::legend_row, column, text.view(), i.first);
        column += static_cast<uint32_t>(text.view().size());
        screen::put(cpu_screen::legend_row, column++, " ", {LightGrey, Black});
    }
    if (column < screen::columns)
        screen::put_field(cpu_screen::legend_row, column, screen::columns - column, {}, {LightGrey, Black});
}

} // namespace

void cpu_screen::initialize(Arena& arena) {
    if (!screen::is_there()) return;
    const size_t count = cpus().size();
    auto* ids = arena.take_array<ApicId>(count);
    for (size_t i = 0; i < count; i++) ids[i] = cpus()[i].apic_id;
    seats = arena.take_array<CpuSeat>(count);
    const unsigned smt_bits = topology::smt_bits([](uint32_t l, uint32_t s) { return cpuid(l, s); });
    seat_cpus({ids, count}, smt_bits, {seats, count});
    event_log::set_observer(draw);
}

void cpu_screen::stop_watching() { event_log::set_observer(nullptr); }

void cpu_screen::draw() {
    if (!screen::is_there()) return;
    const CpuGrid grid = CpuGrid::fit(all_seats(), screen::columns - 2, grid_rows);
    for (const Cpu& cpu : cpus()) draw_cpu(cpu, grid);
    draw_legend();
    screen::show();
}
