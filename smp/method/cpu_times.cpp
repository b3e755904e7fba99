#include "smp/method/cpu_times.hpp"

#include "smp/safe/safe_pages.hpp"

namespace {

uint64_t* values; // one for each CPU

bool is_here(const Cpu& cpu) {
    const CpuState s = cpu.state.load(std::memory_order_acquire); // its stamps are older than its state
    return s == CpuState::Online || s == CpuState::Offline;
}

template <typename Begin, typename End>
void summarize(CpuPhase phase, Begin begin, End end) {
    size_t count = 0;
    for (const Cpu& cpu : application_processors()) {
        const Ticks from = begin(cpu), to = end(cpu);
        if (from.value != 0 && to >= from) values[count++] = (to - from).value;
    }
    phases::stamps()[phase] = spread_of({values, count});
}

CpuPhase after(CpuPhase phase, uint32_t steps) { return static_cast<CpuPhase>(static_cast<uint32_t>(phase) + steps); }

Ticks left_at(const Cpu& cpu) { return {safe_pages().bay(cpu.number).arrived_at}; }

} // namespace

void cpu_times::initialize(Arena& arena) { values = arena.take_array<uint64_t>(cpus().size()); }

void cpu_times::summarize_arrival(CpuPhase first) {
    const auto if_here = [](const Cpu& cpu, Ticks t) { return is_here(cpu) ? t : Ticks{}; };
    const auto init_sent = [&](const Cpu& c) { return if_here(c, c.init_sent); };
    const auto sipi_sent = [&](const Cpu& c) { return if_here(c, c.sipi_sent); };
    const auto first_instruction = [&](const Cpu& c) { return if_here(c, c.first_instruction); };
    const auto online_at = [&](const Cpu& c) { return if_here(c, c.online_at); };
    summarize(first, init_sent, sipi_sent);
    summarize(after(first, 1), sipi_sent, first_instruction);
    summarize(after(first, 2), first_instruction, online_at);
}

void cpu_times::summarize_leaving() {
    const auto told = [](const Cpu& c) { return c.told_to_leave; };
    summarize(CpuPhase::Leave, told, left_at);
}

void cpu_times::summarize_absence() {
    PhaseTime window{};
    for (const Cpu& cpu : application_processors()) {
        const Ticks left = left_at(cpu);
        if (!is_here(cpu) || left.value == 0) continue;
        if (window.begin.value == 0 || left < window.begin) window.begin = left;
        window.end = std::max(window.end, cpu.online_at);
    }
    phases::stamps()[Phase::Window] = window;
    summarize(
        CpuPhase::Away, [](const Cpu& c) { return is_here(c) ? left_at(c) : Ticks{}; },
        [](const Cpu& c) { return c.online_at; });
}
