#include "smp/offline.hpp"

#include <bit>

#include "kernel/base/cpuid.hpp"
#include "kernel/memory/layout.hpp"
#include "smp/call.hpp"
#include "smp/local_apic.hpp"

namespace {

bool told_to_wake(WakeLine& line) { return line.command.load(std::memory_order_acquire) == wake_command::wake; }

[[gnu::always_inline]] inline void wait_on_line(Cpu& cpu, uint32_t hint) {
    WakeLine& line = cpu.line;
    while (!told_to_wake(line)) {
        // Bochs 2.7 arms the physical address of its last page walk, which is another one if the line's translation is
        // cached (cpu/mwait.cc: address_xlation.paddress1 after tickle_read_virtual). Without it MONITOR watches a
        // wrong line there.
        invalidate_page(&line);
        monitor(&line);
        if (told_to_wake(line)) return;    // a store between the check and MONITOR would not be seen by MWAIT
        enable_interrupts_and_mwait(hint); // either the store or the call interrupt is the wake-up
        cpu.counters->wakes++;
        disable_interrupts();
    }
}

// On the sibling itself, in its idle loop.
void sleep(Cpu& cpu, void* data) {
    const auto mode = *static_cast<OfflineMode*>(data);
    transition(cpu, CpuState::Offline, name_of(mode));
    if (mode == OfflineMode::Mwait) offline::sleep_in_mwait(cpu);
    else offline::sleep_in_hlt(cpu);
    transition(cpu, CpuState::Online, "woken");
}

bool all_siblings_reach(CpuState wanted) {
    return wait_for_all(call::patience(), offline::siblings_in(wanted).all,
                        [&] { return offline::siblings_in(wanted).good; });
}

OfflineMode mode_of_sleepers; // they read it before they report Offline, which siblings_off() waits for

} // namespace

OfflineMode offline::mode_of_linux() {
    const bool usable = cpu_has_monitor() && cpu_has_clflush() && cpuid(0).eax >= 5;
    return usable && !cpu_is_amd_or_hygon() ? OfflineMode::Mwait : OfflineMode::Hlt;
}

void offline::sleep_in_hlt(Cpu& cpu) {
    while (!told_to_wake(cpu.line)) {
        enable_interrupts_and_halt(); // the wake-up is a call interrupt
        cpu.counters->wakes++;
        disable_interrupts();
    }
}

void offline::sleep_in_mwait(Cpu& cpu) {
    const CpuidResult leaf5 = cpuid(5);
    wait_on_line(cpu, deepest_hint(leaf5.ecx, leaf5.edx));
}

void offline::sleep_in_mwait(Cpu& cpu, uint32_t hint) { wait_on_line(cpu, hint); }

Tally offline::siblings_in(CpuState state) {
    Tally t;
    for (const Cpu& cpu : application_processors()) {
        const CpuState is = cpu.state.load(std::memory_order_acquire);
        if (!cpu.is_sibling || is == CpuState::Missing) continue;
        t.good += is == state;
        t.all++;
    }
    return t;
}

bool offline::siblings_off(OfflineMode mode) {
    mode_of_sleepers = mode;
    for (Cpu& cpu : application_processors()) {
        if (!cpu.is_sibling || cpu.state.load(std::memory_order_acquire) != CpuState::Online) continue;
        cpu.line.command.store(wake_command::stay, std::memory_order_relaxed); // published by post()
        call::post(cpu, sleep, &mode_of_sleepers);
    }
    return all_siblings_reach(CpuState::Offline);
}

bool offline::siblings_on() {
    for (Cpu& cpu : application_processors()) {
        if (!cpu.is_sibling || cpu.state.load(std::memory_order_acquire) != CpuState::Offline) continue;
        cpu.line.command.store(wake_command::wake, std::memory_order_release); // counterpart: told_to_wake()
        // Ends a HLT, and an MWAIT that missed the store: on Goldmont and others a store may not wake it (Linux:
        // X86_BUG_MONITOR, arch/x86/kernel/cpu/intel.c; such a CPU does not say that it polls, so it is sent an IPI
        // too).
        local_apic::send_fixed(cpu.apic_id, call_vector);
    }
    return all_siblings_reach(CpuState::Online);
}

bool offline::settle(const Options& options) { return !options.nosmt || siblings_off(options.offline); }
