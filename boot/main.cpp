#include "boot/main.hpp"

#include "boot/life_setup.hpp"
#include "boot/matrix.hpp"
#include "boot/version.hpp"
#include "hibernate/store/disk_store.hpp"
#include "hibernate/image/restore_plan.hpp"
#include "hibernate/soft_boot.hpp"
#include "hibernate/story.hpp"
#include "hibernate/story_screen.hpp"
#include "kernel/cpu/cpuid.hpp"
#include "kernel/device/bus_masters.hpp"
#include "kernel/report/event_log.hpp"
#include "smp/bring_up.hpp"
#include "smp/method/cpu_times.hpp"
#include "smp/event/inject.hpp"
#include "smp/offline.hpp"
#include "smp/probe/probe.hpp"
#include "smp/proof.hpp"
#include "smp/safe/safe_pages.hpp"
#include "smp/event/smm.hpp"

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
    print("# options method={} offline={} nosmt={} layout={} store={} cycles={} witness={} hold={} inject={} at={} "
          "storm={}\n",
          o.method, name_of(o.offline), o.nosmt, name_of(o.layout), name_of(o.store), o.cycles, o.witness, o.hold,
          name_of(o.inject), name_of(o.at), o.storm);
}

// What was asked for but cannot be done here is skipped, loudly, never replaced.
void skip_if_unusable(const Life& life) {
    if (life.options.all_rows && life.options.store != Store::Ram)
        report::refuse("method-all-needs-store-ram",
                       "method=all goes from row to row without a power cycle: store=ram");
    if (const auto why = life.method.why_unusable(); !why.empty()) report::skip("method-not-usable-here", why);
    if (const auto why = inject::why_not(life.options, life.method); !why.empty() && !life.options.all_rows)
        report::skip(why.starts_with("n/a") ? "event-does-not-apply" : "event-not-possible-here", why);
    if (life.options.nosmt && life.options.offline == OfflineMode::Mwait && !cpu_has_monitor())
        report::skip("offline-mwait-without-monitor", "this cpu has no MONITOR/MWAIT: try offline=hlt");
    if (life.options.apic == ApicMode::X2Apic && !cpu_has_x2apic())
        report::skip("no-x2apic", "this cpu has no x2APIC mode");
}

bool start_cpus(LifeName life) {
    const bool in_a = life == LifeName::A;
    const Phase phase = in_a ? Phase::BringUpA : Phase::BringUpB;
    phases::begin(phase);
    bring_up::start_all();
    bring_up::await_all();
    phases::end(phase);
    cpu_times::summarize_arrival(in_a ? CpuPhase::InitToSipiA : CpuPhase::InitToSipiB);
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

// Where the image survives a power cycle, a loader starts B for the first time, or A: the disk knows.
disk_store::Look look_for_image(Life& life) {
    LifeRecord& record = life.record;
    if (life.options.store != Store::Nvme || record.life != LifeName::B1) return {};
    const disk_store::Look look = disk_store::look(life);
    if (look.answer == disk_store::Look::Answer::Resume) {
        record.life = LifeName::A;
        record.slot = life.options.layout == Layout::Other ? 1 : 0;
        safe_pages().prepare(record.machine.memory.top(), max_restore_steps);
        soft_boot(record);
    }
    return look;
}

ProbeContext probe_context(const Life& life) {
    const LifeRecord& r = life.record;
    return {r.machine.memory.is_available({default_smbase, default_smram_size}), r.placement.trampolines[1],
            life.options.dwell};
}

// method=none: asks the platform, and shows that every CPU is still there afterwards.
[[noreturn]] void only_probe(const Life& life, bool all_started) {
    report::check(all_started, "every enabled cpu of the MADT came up");
    const Probe* probe = probes::find(life.options.probe);
    offline::siblings_on();
    if (probe != nullptr && cpus().size() > 1) probe->run(application_processors()[0], probe_context(life));
    proof::collect({life.record.generation, 0});
    const Tally answered = proof::with_mark({life.record.generation, 0});
    event_log::flush();
    report::set_cpus(answered);
    const bool whole = report::check(all_started && answered.complete(), "every cpu answers after the probes");
    report::finish(whole ? Verdict::Recovered : Verdict::Lost, whole ? "every-cpu-answers" : "a-cpu-was-lost");
}

bool go_nosmt(const Options& options, LifeName life) {
    const Phase phase = life == LifeName::A ? Phase::OfflineA : Phase::OfflineB;
    phases::begin(phase);
    const bool done = !options.nosmt || offline::siblings_off(options.offline);
    phases::end(phase);
    const Tally off = offline::siblings_in(CpuState::Offline);
    event_log::flush();
    print("# siblings offline={}/{} by {}\n", off.good, off.all, name_of(options.offline));
    return done;
}

} // namespace

KnownNames known_names() {
    static std::array<std::string_view, 32> names;
    size_t count = 0;
    for (const Method* m : methods()) names[count++] = m->name;
    const size_t methods_end = count;
    for (const Probe* p : probes::all()) names[count++] = p->name;
    return {std::span(names).first(methods_end), std::span(names).subspan(methods_end, count - methods_end)};
}

void main(LifeRecord& record, PhysAddr load_base) {
    Life life = begin_life(record, load_base);
    const disk_store::Look disk = look_for_image(life);
    const bool refused = disk.answer == disk_store::Look::Answer::Refuse;
    if (record.life == LifeName::A || (refused && disk.begun_by_b)) report::continue_log();
    if (record.life == LifeName::B1 && !refused) {
        skip_if_unusable(life);
        const bool story = &life.method != &method_for_probing();
        const uint32_t cycles = life.options.all_rows ? matrix::rows_to_run(life.options) : life.options.cycles;
        report::plan(checks_before_cycles + (story ? checks_per_cycle * cycles : 0));
    }
    introduce(life);
    pci::quiet_others();
    story_screen::step(record, life.options, record.life == LifeName::A ? StoryStep::AStarts : StoryStep::BStarts);
    if (!disk.found.empty()) print("# disk {}\n", disk.found.view());
    const bool all_started = start_cpus(record.life);
    if (record.life == LifeName::B1) probes::run_harmless(probe_context(life));
    prepare_for_smi(life);
    const bool all_settled = go_nosmt(life.options, record.life);
    if (refused) refuse_image(disk.reason.view());
    if (record.life == LifeName::A) resume_image(life);
    if (&life.method == &method_for_probing()) only_probe(life, all_started);

    bool good = report::check(all_started, "every enabled cpu of the MADT came up");
    good &= report::check(all_settled, "siblings are soft-offline");
    Outcome outcome;
    if (!good) outcome = {Verdict::Lost, "not-every-cpu-came-up"};
    if (good && life.options.all_rows) {
        outcome = matrix::run(life);
        report::finish(outcome.verdict, outcome.reason);
    }
    for (uint32_t cycle = 0; cycle < life.options.cycles && outcome.verdict == Verdict::Recovered; cycle++) {
        report::set_cycles({cycle, life.options.cycles});
        suspend(life);
        outcome = reclaim_and_check(life);
        report::set_cycles({cycle + (outcome.verdict == Verdict::Recovered), life.options.cycles});
    }
    report::finish(outcome.verdict, outcome.reason);
}
