#include "smp/cpu.hpp"

#include "kernel/report/event_log.hpp"

std::string_view name_of(CpuState state) {
    switch (state) {
    case CpuState::Known: return "known";
    case CpuState::Starting: return "starting";
    case CpuState::Online: return "online";
    case CpuState::Offline: return "offline";
    case CpuState::Left: return "left";
    case CpuState::InInit: return "in-init";
    case CpuState::Parked: return "parked";
    case CpuState::Missing: return "missing";
    }
    return "?";
}

void transition_at(Cpu& cpu, CpuState to, std::string_view why, Ticks when) {
    event_log::record({when, cpu.number, this_cpu().number, name_of(to), why});
    cpu.state.store(to, std::memory_order_release); // pairs with the acquire of whoever waits for the state
}

// Recorded before it can be seen: who waits for the state writes the log next.
bool transition_unless(CpuState unless, Cpu& cpu, CpuState to, std::string_view why, Ticks when) {
    CpuState is = cpu.state.load(std::memory_order_acquire);
    if (is == unless) return false;
    event_log::record({when, cpu.number, this_cpu().number, name_of(to), why});
    do {
        if (is == unless) return false;
    } while (!cpu.state.compare_exchange_weak(is, to, std::memory_order_acq_rel)); // pairs as transition_at()'s store
    return true;
}

void transition(Cpu& cpu, CpuState to, std::string_view why) { transition_at(cpu, to, why, now()); }
