#include "boot/main.hpp"

#include "boot/life_setup.hpp"
#include "boot/version.hpp"
#include "hibernate/story.hpp"
#include "kernel/cpuid.hpp"
#include "kernel/event_log.hpp"
#include "smp/bring_up.hpp"
#include "smp/inject.hpp"
#include "smp/offline.hpp"
#include "smp/smm.hpp"

namespace {

constexpr uint32_t checks_before_cycles = 2;

void introduce(const Life& life) {
    const Placement& p = life.record.placement;
    const std::string_view name = name_of(life.record.life);
    print("# life={} generation={} slot={} base={} size={}\n", name, life.record.generation, life.record.slot,
          life.slot.base, life.slot.size);
    print("# slot life={} base={}\n", name.substr(0, 1), life.slot.base);
    print("# tsc_hz={}\n", tsc::hz());
    if (life.record.life == LifeName::A) return;
    print("# handoff {} command-line {}\n", version, life.record.machine.command_line.view());
    print("# safe pages={} size={} store={} size={} trampolines={} {}\n", p.safe.base, p.safe.size, p.store.base,
          p.store.size, p.trampolines[0], p.trampolines[1]);
    // The whole of it, defaults included: what a run that dies without a RESULT line was.
    const Options& o = life.options;
    print("# options handoff={} offline={} nosmt={} layout={} store=ram cycles={} witness={} hold={} inject={} at={} "
          "storm={}\n",
          o.handoff, name_of(o.offline), o.nosmt, name_of(o.layout), o.cycles, o.witness, o.hold, name_of(o.inject),
          name_of(o.at), o.storm);
}

// What was asked for but cannot be done here is skipped, loudly, never replaced.
void skip_if_unusable(const Life& life) {
    if (const auto why = life.method.why_unusable(); !why.empty()) report::skip("method-not-usable-here", why);
    if (const auto why = inject::why_not(life.options, life.method); !why.empty())
        report::skip(why.starts_with("n/a") ? "event-does-not-apply" : "event-not-possible-here", why);
    if (life.options.nosmt && life.options.offline == OfflineMode::Mwait && !cpu_has_monitor())
        report::skip("offline-mwait-without-monitor", "this cpu has no MONITOR/MWAIT: try offline=hlt");
    if (life.options.apic == ApicMode::X2Apic && !cpu_has_x2apic())
        report::skip("no-x2apic", "this cpu has no x2APIC mode");
}

bool start_cpus() {
    bring_up::start_all();
    bring_up::await_all();
    event_log::flush();
    return handoff::cpus_online().complete();
}

// SMM is only touched by those who ask for it, and only where the firmware left it untouched.
void prepare_for_smi(const Life& life) {
    if (life.options.inject != Inject::Smi) return;
    const PhysRange needed{default_smbase, default_smram_size};
    if (!smm::relocate_all(life.record.machine.memory.is_available(needed)))
        report::skip("event-not-possible-here", "inject=smi: the memory at 0x30000 is not available");
    const Tally ours = smm::ours();
    print("# smbase moved to the safe pages={}/{}, the others' is the firmware's\n", ours.good, ours.all);
}

bool go_nosmt(const Options& options) {
    const bool done = !options.nosmt || offline::siblings_off(options.offline);
    const Tally off = offline::siblings_in(CpuState::Offline);
    event_log::flush();
    print("# siblings offline={}/{} by {}\n", off.good, off.all, name_of(options.offline));
    return done;
}

} // namespace

std::span<const std::string_view> method_names() {
    static std::array<std::string_view, 16> names;
    size_t count = 0;
    for (const Method* m : methods()) names[count++] = m->name;
    return {names.data(), count};
}

void main(LifeRecord& record, PhysAddr load_base) {
    Life life = begin_life(record, load_base);
    if (record.life == LifeName::B1) {
        skip_if_unusable(life);
        report::plan(checks_before_cycles + checks_per_cycle * life.options.cycles);
    }
    introduce(life);
    const bool all_started = start_cpus();
    prepare_for_smi(life);
    const bool all_settled = go_nosmt(life.options);
    if (record.life == LifeName::A) resume_image(life);

    bool good = report::check(all_started, "every enabled cpu of the MADT came up");
    good &= report::check(all_settled, "siblings are soft-offline");
    Verdict verdict = good ? Verdict::Recovered : Verdict::Lost;
    for (uint32_t cycle = 0; cycle < life.options.cycles && verdict == Verdict::Recovered; cycle++) {
        report::set_cycles({cycle, life.options.cycles});
        suspend(life);
        verdict = take_back_and_check(life);
        report::set_cycles({cycle + (verdict == Verdict::Recovered), life.options.cycles});
    }
    report::finish(verdict, verdict == Verdict::Recovered ? "every-check-passed" : "see-the-checks-that-failed");
}
