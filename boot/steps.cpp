#include "boot/steps.hpp"

#include "boot/identify.hpp"
#include "boot/programme.hpp"
#include "boot/refuse_words.hpp"
#include "boot/version.hpp"
#include "hibernate/image/restore_plan.hpp"
#include "hibernate/story_screen.hpp"
#include "kernel/base/cpuid.hpp"
#include "kernel/options/command_line.hpp"
#include "kernel/report/event_log.hpp"
#include "smp/bring_up.hpp"
#include "smp/event/inject.hpp"
#include "smp/method/cpu_times.hpp"
#include "smp/offline.hpp"
#include "smp/safe/safe_pages.hpp"

namespace {

void introduce(const Life& life) {
    const std::string_view name = name_of(life.record.life);
    print("# life={} generation={} slot={} base={} size={}\n", name, life.record.generation, life.record.slot,
          life.slot.base, life.slot.size);
    print("# slot life={} base={}\n", name.substr(0, 1), life.slot.base);
    print("# tsc_hz={} by={}\n", tsc::hz(), tsc::known_by());
}

// The whole of it, defaults included: what a run that dies without a RESULT line was.
void log_options(const Options& options) {
    char buffer[480];
    Text words(buffer);
    print_options(words, options);
    print("# options{}\n", words.view());
}

bool is_in_a(const Life& life) { return life.record.life == LifeName::A; }

// What this story would let pass unsaid: method=none sends nobody away, and a method asks nothing but what every run
// asks. Those with a Linux in them have a list of their own.
void refuse_what_means_nothing(const Life& life) {
    const Options& o = life.options;
    if (o.from != From::None || o.to != To::None) return;
    if (life.method.is_probing) refuse_words("method-none", o, {"inject", "at", "storm", "cycles", "fault"});
    else refuse_words("handoff", o, {"probe"});
}

// Empty if what is asked for can be provoked in any row of this run.
std::string_view why_no_event(const Life& life) {
    if (life.options.inject == nullptr) return {};
    if (life.options.all_rows) return life.options.inject->why_impossible(); // else each row is left out by itself
    return inject::why_not(life.options, life.method.wait_word, life.method.stop != nullptr);
}

constexpr std::string_view start_checks[] = {"every enabled cpu of the MADT came up",
                                             "siblings are as nosmt wants them"};

} // namespace

void skip_if_unusable(const Life& life) {
    const Method& method = life.method;
    refuse_what_means_nothing(life);
    if (life.options.all_rows && life.store.outlives_power)
        report::refuse("method-all-needs-store-ram",
                       "method=all goes from row to row without a power cycle: store=ram");
    if (const auto why = method.why_unusable(); !why.empty()) report::skip("method-not-usable-here", why);
    if (life.options.probe != nullptr && cpus().size() == 1)
        report::skip("no-cpu-to-ask", "probe: it asks a cpu other than the boot cpu, and there is none");
    if (const auto why = why_no_event(life); !why.empty())
        report::skip(why.starts_with("n/a") ? "event-does-not-apply" : "event-not-possible-here", why);
    // Asked here, as after the plan there is no word for it.
    if (const Event* event = life.options.inject; event != nullptr) {
        if (const auto missing = event->what_is_missing(life.record.machine.memory); !missing.empty())
            report::skip("event-not-possible-here", missing);
    }
    // It was asked for: offline=auto would be hlt here.
    const bool has_siblings = offline::siblings_in(CpuState::Offline).all != 0;
    if (life.options.nosmt && has_siblings && life.options.offline == OfflineMode::Mwait && !cpu_has_monitor())
        report::skip("offline-mwait-without-monitor", "this cpu has no MONITOR/MWAIT: try offline=hlt");
    if (life.options.apic == ApicMode::X2Apic && !cpu_has_x2apic())
        report::skip("no-x2apic", "this cpu has no x2APIC mode");
}

void announce_plan(const Life& life) {
    report::plan(static_cast<uint32_t>(std::size(start_checks)) + programme::checks(life));
}

void introduce_a(const Life& life) {
    introduce(life);
    story_screen::step(life.record, life.options, StoryStep::AStarts);
}

void introduce_b(const Life& life, const FoundImage& found) {
    const Placement& p = life.record.placement;
    introduce(life);
    print_identity(life);
    print("# handoff {} command-line {}\n", version, life.record.machine.command_line.view());
    print("# safe pages={} size={} store={} size={} trampolines={} {}\n", p.safe.base, p.safe.size, p.store.base,
          p.store.size, p.trampolines[0], p.trampolines[1]);
    log_options(life.options);
    if (!found.description.empty()) print("# disk {}\n", found.description.view());
    story_screen::step(life.record, life.options, StoryStep::BStarts);
}

bool start_cpus(const Life& life) {
    {
        const PhaseScope phase(is_in_a(life) ? Phase::BringUpA : Phase::BringUpB);
        bring_up::start_all();
        bring_up::await_all();
    }
    cpu_times::summarize_arrival(is_in_a(life) ? CpuPhase::InitToSipiA : CpuPhase::InitToSipiB);
    event_log::flush();
    return handoff::cpus_online().complete();
}

void ask_harmless_probes(const Life& life) { probes::run_harmless(programme::probe_context(life)); }

void prepare_event(const Life& life) {
    if (life.options.inject != nullptr) life.options.inject->prepare();
}

bool soft_offline_siblings(const Life& life) {
    bool done = false;
    {
        const PhaseScope phase(is_in_a(life) ? Phase::OfflineA : Phase::OfflineB);
        done = offline::settle(life.options);
    }
    const Tally off = offline::siblings_in(CpuState::Offline);
    event_log::flush();
    print("# siblings offline={}/{} by {}\n", off.good, off.all, name_of(life.options.offline));
    return done;
}

bool report_start(bool all_started, bool all_offline) {
    const bool started = report::check(all_started, start_checks[0]);
    return report::check(all_offline, start_checks[1]) && started;
}

void prepare_for_soft_boot(const Life& life) { safe_pages().prepare(life.record.machine.memory, max_restore_steps); }
