// How well does a soft-offlined CPU rest? All siblings (where there are none, all application processors) sleep for
// dwell= seconds, by MWAIT with each C-state hint that CPUID leaf 5 lists, then by HLT; what woke them is counted.
#include "kernel/base/cpuid.hpp"
#include "kernel/cpu/careful_msr.hpp"
#include "kernel/cpu/tsc.hpp"
#include "kernel/device/exit.hpp"
#include "kernel/log/print.hpp"
#include "kernel/memory/layout.hpp"
#include "smp/call.hpp"
#include "smp/local_apic.hpp"
#include "smp/offline.hpp"
#include "smp/probe/power_meter.hpp"
#include "smp/probe/probe.hpp"

namespace {

struct Rest {
    OfflineMode mode;
    uint32_t hint;        // of MWAIT
    const Cpu* core_from; // the one that reads what its core counts
    bool with_msrs;
    MsrVendor vendor;
    PowerSample core_before, core_after;       // written by core_from
    PowerSample package_before, package_after; // by the boot CPU, of its own package
};
constinit Rest rest{}; // published by post(); read back when core_from is online again

bool takes_part(const Cpu& cpu, bool only_siblings) { return cpu.is_sibling || !only_siblings; }

PowerSample sample(MsrScope scope) {
    if (!rest.with_msrs) return {};
    return sample_power(rest.vendor, scope, now(), CarefulMsr::read);
}

// On the CPU that rests.
void sleep(Cpu& cpu, void*) {
    if (&cpu == rest.core_from) rest.core_before = sample(MsrScope::Core);
    *cpu.counters = {};
    transition(cpu, CpuState::Offline, "dwell");
    if (rest.mode == OfflineMode::Mwait) offline::sleep_in_mwait(cpu, rest.hint);
    else offline::sleep_in_hlt(cpu);
    if (&cpu == rest.core_from) rest.core_after = sample(MsrScope::Core);
    transition(cpu, CpuState::Online, "woken");
}

template <typename F>
void for_each_subject(bool only_siblings, F f) {
    for (Cpu& cpu : application_processors()) {
        if (takes_part(cpu, only_siblings) && cpu.state.load(std::memory_order_acquire) != CpuState::Missing) f(cpu);
    }
}

bool all_reach(CpuState state, bool only_siblings) {
    return wait_until(call::patience(), [&] {
        bool all = true;
        for_each_subject(only_siblings, [&](Cpu& c) { all &= c.state.load(std::memory_order_acquire) == state; });
        return all;
    });
}

void print_msrs() {
    if (!rest.with_msrs) return;
    std::optional<EnergyUnit> unit;
    if (const auto units = CarefulMsr::read(energy_unit_msr(rest.vendor)))
        unit = energy_unit(*units, rest.vendor == MsrVendor::Intel && is_silvermont(cpuid(1).eax));
    for (size_t i = 0; i < power_msrs.size(); i++) {
        const bool core = power_msrs[i].scope == MsrScope::Core;
        const auto figure = power_figure(i, core ? rest.core_before : rest.package_before,
                                         core ? rest.core_after : rest.package_after, unit, tsc::hz());
        if (!figure) continue;
        print("# DWELL-MSR mode={} hint={} {}={}", name_of(rest.mode), Hex{rest.hint, 2}, figure->msr.name,
              figure->counted);
        if (!figure->rate_name.empty()) print(" {}={}", figure->rate_name, figure->rate);
        print("\n");
    }
}

// Returns how often they woke, all together.
uint64_t dwell(uint32_t seconds, bool only_siblings) {
    rest.core_before = rest.core_after = {};
    for_each_subject(only_siblings, [](Cpu& cpu) {
        cpu.line.command.store(wake_command::stay, std::memory_order_relaxed); // published by post()
        call::post(cpu, sleep, nullptr);
    });
    if (!all_reach(CpuState::Offline, only_siblings)) print("# DWELL a cpu did not go to sleep\n");
    rest.package_before = sample(MsrScope::Package);
    wait_us(uint64_t{seconds} * 1'000'000); // what was asked for
    rest.package_after = sample(MsrScope::Package);
    WakeCounters sum{};
    uint64_t subjects = 0;
    for_each_subject(only_siblings, [&](Cpu& cpu) {
        const volatile WakeCounters& c = *cpu.counters; // it may count on
        sum = {sum.nmi + c.nmi, 0, sum.machine_check + c.machine_check, sum.wakes + c.wakes};
        subjects++;
    });
    for_each_subject(only_siblings, [](Cpu& cpu) {
        cpu.line.command.store(wake_command::wake, std::memory_order_release); // counterpart: told_to_wake()
        local_apic::send_fixed(cpu.apic_id, call_vector);                      // ends a HLT
    });
    if (!all_reach(CpuState::Online, only_siblings)) print("# DWELL a cpu did not come back\n");
    const uint64_t explained = sum.nmi + sum.machine_check; // nobody counts SMIs here
    print("# DWELL mode={} hint={} seconds={} cpus={} wakes={} per-second={} nmi={} mc={} unexplained={}\n",
          name_of(rest.mode), Hex{rest.hint, 2}, seconds, subjects, sum.wakes, sum.wakes / seconds, sum.nmi,
          sum.machine_check, sum.wakes > explained ? sum.wakes - explained : 0);
    print_msrs();
    return sum.wakes;
}

void run(Cpu&, const ProbeContext& context) {
    const CarefulMsr careful;
    bool siblings = false;
    for (const Cpu& cpu : application_processors()) siblings |= cpu.is_sibling;
    for (const Cpu& cpu : application_processors()) {
        if (!takes_part(cpu, siblings) || cpu.state.load() != CpuState::Online) continue;
        rest.core_from = &cpu;
        break;
    }
    rest.vendor = cpu_is_intel() ? MsrVendor::Intel : MsrVendor::Amd;
    rest.with_msrs = !in_emulator();
    std::optional<uint64_t> in_mwait;
    if (cpu_has_monitor()) {
        const CpuidResult leaf5 = cpuid(5);
        const MwaitHints hints = offline::listed_hints(leaf5.ecx, leaf5.edx);
        rest.mode = OfflineMode::Mwait;
        for (size_t i = 0; i < hints.count; i++) {
            rest.hint = hints.values[i];
            in_mwait = dwell(context.dwell_seconds, siblings);
        }
    } else {
        print("# DWELL skipped mode=mwait: this cpu has no MONITOR/MWAIT\n");
    }
    rest.mode = OfflineMode::Hlt;
    rest.hint = 0;
    const uint64_t in_hlt = dwell(context.dwell_seconds, siblings);
    print("# PROBE dwell subjects={} seconds={} deepest-mwait-wakes=", siblings ? "siblings" : "all",
          context.dwell_seconds);
    if (in_mwait) print("{}", *in_mwait);
    else print("no-mwait"); // none is not 0
    print(" hlt-wakes={} msrs={}\n", in_hlt, rest.with_msrs ? "those-that-exist" : "skipped-emulators-count-nothing");
}

} // namespace

PROBE(dwell) = {"dwell", "How well does a soft-offlined CPU rest, by each way to sleep?", false, run};
