#include "smp/method/handoff.hpp"

#include "kernel/log/print.hpp"
#include "kernel/report/event_log.hpp"
#include "smp/bring_up.hpp"
#include "smp/call.hpp"
#include "smp/method/cpu_times.hpp"
#include "smp/offline.hpp"
#include "smp/safe/safe_pages.hpp"

extern const Method method_park, method_none; // smp/method/park.cpp, smp/method/none.cpp

namespace {

bool has_left(Cpu& cpu) {
    return cpu.state.load(std::memory_order_acquire) == CpuState::Left || safe_pages().has_arrived(cpu);
}
bool is_missing(const Cpu& cpu) { return cpu.state.load(std::memory_order_acquire) == CpuState::Missing; }
bool will_leave(const Cpu& cpu) { return cpu.state.load(std::memory_order_acquire) == CpuState::Online; }

// On the AP, in its idle loop.
void leave(Cpu& cpu, void* method) {
    *cpu.counters = {}; // from here on it counts what disturbs its rest
    // The safe pages' code stamps again, when it needs nothing of this life any more. Read when has_left() has
    // acquired.
    safe_pages().bay(cpu.number).arrived_at = now().value;
    static_cast<const Method*>(method)->leave(cpu);
}

} // namespace

const Method& method_for_soft_boot() { return method_park; }
const Method& method_for_probing() { return method_none; }

bool handoff::send_all_away(const Method& method) {
    phases::begin(Phase::Gather);
    if (method.gather && !offline::siblings_on()) {
        print("# gather: a sibling did not come out of soft-offline\n");
        return false;
    }
    phases::end(Phase::Gather);
    event_log::flush(); // now, or the window is longer by it
    phases::begin(Phase::Leave);
    for (Cpu& cpu : application_processors()) {
        // Who is soft-offline now was not gathered and stays where it is.
        if (!will_leave(cpu)) continue;
        cpu.told_to_leave = now();
        call::post(cpu, leave, const_cast<Method*>(&method));
    }
    for (Cpu& cpu : application_processors()) {
        const CpuState state = cpu.state.load(std::memory_order_acquire);
        if (state == CpuState::Missing || state == CpuState::Offline) continue;
        if (!wait_until(call::patience(), [&] { return has_left(cpu); })) {
            print("# leave: cpu {} did not leave, it is {}\n", cpu.number, name_of(state));
            return false;
        }
        if (safe_pages().has_arrived(cpu)) {
            const Ticks when{safe_pages().bay(cpu.number).arrived_at};
            transition_at(cpu, CpuState::Parked, method.name, when);
        }
        method.take(cpu);
    }
    phases::end(Phase::Leave);
    cpu_times::summarize_leaving();
    bring_up::shut_out_missing();
    return true;
}

void handoff::stop_all(const Method& method) {
    phases::begin(Phase::Reclaim);
    for (Cpu& cpu : application_processors()) {
        cpu.init_sent = cpu.sipi_sent = {}; // those of this life's own start; not every method sends both
        if (method.stop != nullptr && !is_missing(cpu)) method.stop(cpu);
    }
    if (method.stop != nullptr) bring_up::await_init();
}

void handoff::reclaim_all(const Method& method) {
    for (Cpu& cpu : application_processors()) {
        if (!is_missing(cpu)) method.reclaim(cpu);
    }
    bring_up::await_all();
    phases::end(Phase::Reclaim);
    cpu_times::summarize_arrival(CpuPhase::InitToSipiB2);
    cpu_times::summarize_absence();
}

Tally handoff::cpus_online() {
    Tally t{1, 1}; // the boot CPU runs this
    for (const Cpu& cpu : application_processors()) {
        const CpuState state = cpu.state.load(std::memory_order_acquire);
        t.good += state == CpuState::Online || state == CpuState::Offline;
        t.all++;
    }
    return t;
}
