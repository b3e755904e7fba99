// Does MWAIT sleep, and does a store to the monitored line wake it? QEMU's TCG treats it as PAUSE; Bochs and hardware
// sleep.
#include "kernel/base/cpuid.hpp"
#include "kernel/log/print.hpp"
#include "smp/call.hpp"
#include "smp/offline.hpp"
#include "smp/probe/probe.hpp"

namespace {

constexpr uint64_t watched_us = 20'000;
constexpr uint64_t few =
    8; // a sleeping CPU may wake now and then (SMI, a C-state's own reasons); a spinning one wakes thousands of times

void sleep(Cpu& cpu, void*) {
    transition(cpu, CpuState::Offline, "probe-mwait");
    offline::sleep_in_mwait(cpu);
    transition(cpu, CpuState::Online, "probe-mwait-ended");
}

void run(Cpu& subject, const ProbeContext&) {
    if (!cpu_has_monitor()) {
        print("# PROBE mwait monitor=no\n");
        return;
    }
    volatile uint64_t& wakes = subject.counters->wakes;
    subject.line.command.store(wake_command::stay, std::memory_order_relaxed); // published by post()
    wakes = 0;
    call::post(subject, sleep, nullptr);
    const auto in_state = [&](CpuState s) { return subject.state.load(std::memory_order_acquire) == s; };
    const bool went = wait_until(call::patience(), [&] { return in_state(CpuState::Offline); });
    const Ticks watching = now();
    wait_until(tsc::from_microseconds(watched_us), [&] { return wakes > few; });
    const uint64_t wakes_by_itself = wakes;
    // Bochs 2.7 (cpu/mwait.cc) makes every CPU forget the translation of the monitored page, so that a store to it is
    // noticed, but by its physical address: a store through an older translation of another address would wake nobody.
    invalidate_page(&subject.line);
    const Ticks start = now();
    subject.line.command.store(wake_command::wake, std::memory_order_release);
    const bool woke = wait_until(call::patience(), [&] { return in_state(CpuState::Online); });
    const Ticks took = now() - start;
    const bool slept = went && wakes_by_itself <= few;
    print("# PROBE mwait monitor=yes sleeps={} wakes={} us={}", slept, wakes_by_itself,
          tsc::to_microseconds(start - watching));
    if (slept) print(" wakes-on-store={} ticks={}", woke, took); // who is awake sees it in its loop
    print("\n");
}

} // namespace

PROBE(mwait) = {"mwait", "Does MWAIT sleep, and does a store to the monitored line wake it?", true, run};
