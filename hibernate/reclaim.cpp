// Kernel B's part: reclaim, settle, and the proof.
#include "hibernate/image/image.hpp"
#include "hibernate/image/image_check.hpp"
#include "hibernate/image/plain_copy.hpp"
#include "hibernate/image/witness.hpp"
#include "hibernate/story.hpp"
#include "hibernate/story_screen.hpp"
#include "kernel/report/event_log.hpp"
#include "smp/event/inject.hpp"
#include "smp/offline.hpp"
#include "smp/proof.hpp"
#include "smp/safe/safe_pages.hpp"
#include "smp/trampoline.hpp"

namespace {

// What this cycle showed, for the checks below.
struct Findings : CpuFindings {
    Tally witness; // pages
    image_check::Findings image;
    bool safe_pages_held; // while CPUs were in them, they stayed what was put there
    bool code_retired;    // nobody is in the safe pages, so their code was filled with INT3 before the CPUs were asked
};

bool image_is_ours(const Life& life, const Findings&) {
    const auto& header = *direct_map<const ImageHeader>(life.record.image);
    return header.nonce == life.record.image_nonce && life.record.generation == header.generation + 2;
}

bool a_was_another_life(const Life& life, const Findings&) {
    const LifeRecord& r = life.record;
    return r.a_nonce != r.image_nonce && r.a_generation + 1 == r.generation &&
           r.a_slot == slot_of(LifeName::A, life.options.layout);
}

constexpr Outcome wrong_life{Verdict::Corrupted, "not-the-lives-expected"};

constexpr Check<Findings> image_checks[] = {
    {"the image resumed is the one written, two lives ago", image_is_ours, wrong_life},
    {"kernel A was another life, in the slot asked for", a_was_another_life, wrong_life},
    {"every witness page is as B left it", [](auto&, auto& f) { return f.witness.complete(); }, memory_differs},
    {"every page of B's image came back as the store has it",
     [](auto&, auto& f) { return f.image.pages.complete() && f.image.store_is_whole; }, memory_differs},
};

constexpr Check<Findings> safe_page_checks[] = {
    {"the safe pages' code, IDT, GDTs and TSSs stayed as they were put there",
     [](auto&, auto& f) { return f.safe_pages_held; }, memory_differs},
    {"the safe pages are B's again: every cpu answers without their code",
     [](auto&, auto& f) { return f.code_retired && f.cpus.marked.complete(); }, cpus_missing},
};

// A real kernel resumes its devices here, before it needs more than one CPU. Not a wait for anything: the time in
// which a CPU that was left on dead memory has its chance to run.
// Nothing of B runs meanwhile, so nothing of B's memory may change.
[[gnu::noinline]] void hold(const Life& life) {
    if (life.options.fault == Fault::Spin) {
        for (;;) cpu_relax();
    }
    // CPUs that come by themselves do so at once, or not at all.
    const bool quiet = !image_check::cpus_come_by_themselves(life) ||
                       wait_until(tsc::from_microseconds(1'000'000), [] { return handoff::cpus_online().complete(); });
    const auto callers_stack = reinterpret_cast<uint64_t>(__builtin_frame_address(0));
    image_check::before_hold(life, callers_stack);
    {
        const PhaseScope phase(Phase::Hold);
        wait_us(uint64_t{life.options.hold} * 1000);
    }
    image_check::after_hold(life, callers_stack, quiet);
}

// The copier stamps where it runs, in the safe pages.
void take_copiers_stamps(LifeRecord& record) {
    const CopierProgress& c = safe_pages().control().progress;
    const uint64_t bytes = direct_map<ImageHeader>(record.image)->page_count * page_size;
    record.stamps[Phase::Copy] = {{c.started}, {c.ended}, bytes};
    record.stamps[Phase::Jump].begin = {c.ended};
}

void print_what_happened(const Life& life) {
    const LifeRecord& record = life.record;
    const PhaseTime& copy = record.stamps[Phase::Copy];
    const uint64_t us = tsc::to_microseconds(copy.end - copy.begin);
    print("# copy us={} bytes={} mb_s={}\n", us, copy.bytes, PlainSpeed{copy.bytes, us}.mb_s());
    inject::print_counts(life.options);
    const auto& header = *direct_map<const ImageHeader>(record.image);
    print("# nonce image={} a={} generation image={} a={} now={}\n", Hex{header.nonce, 16}, Hex{record.a_nonce, 16},
          header.generation, record.a_generation, record.generation);
}

Tally take_every_cpu(Life& life) {
    hold(life);
    inject::provoke_at(InjectAt::Reclaim);
    trampoline::prepare(life.record.placement.trampolines[0]);
    handoff::stop_all(life.method);
    inject::provoke_at(InjectAt::InInit);
    inject::take_counts();
    handoff::reclaim_all(life.method);
    return handoff::cpus_online();
}

// With every CPU back nobody needs the safe code any more. A CPU that is still there must not be killed for it: it is
// missing, and that is the verdict.
bool release_safe_pages(const Life& life, const Tally& back) {
    if (!back.complete()) return false;
    safe_pages().retire_code();
    print("# safe pages: generation {} owner B again\n", life.record.generation);
    return true;
}

Tally check_witness(const Life& life) {
    const PhaseScope phase(Phase::Check, total_size(witness_ranges(life)));
    return witness::check(witness_ranges(life), life.record.image_nonce);
}

Outcome judge_cycle(const Life& life, const Findings& f) {
    Outcome worst;
    judge(image_checks, life, f, worst);
    judge<CpuFindings>(cpu_checks, life, f, worst);
    judge(safe_page_checks, life, f, worst);
    return worst;
}

} // namespace

uint32_t checks_per_cycle() { return std::size(image_checks) + cpu_check_count + std::size(safe_page_checks); }

Outcome reclaim_and_check(Life& life) {
    Findings f{};
    take_copiers_stamps(life.record);
    f.back = take_every_cpu(life);
    print_what_happened(life);
    story_screen::step(life.record, life.options, StoryStep::BChecks); // the first picture since A's last
    f.safe_pages_held = safe_pages().is_as_prepared();
    f.code_retired = release_safe_pages(life, f.back);
    {
        const PhaseScope phase(Phase::Settle);
        f.settled = offline::settle(life.options);
    }
    event_log::flush();
    f.witness = check_witness(life);
    f.image = image_check::at_end(life);
    f.cpus = proof::ask_every_cpu(life.options, {life.record.generation, life.record.image_nonce});
    report::set_cpus(f.cpus.marked);
    report::set_pages({f.witness.good + f.image.pages.good, f.witness.all + f.image.pages.all});
    const Outcome outcome = judge_cycle(life, f);
    inject::report_unasked_nmis(life.options);
    plain_copy::print_speeds(life.record.stamps);
    phases::print_and_forget();
    if (outcome.verdict == Verdict::Recovered) story_screen::step(life.record, life.options, StoryStep::Done);
    return outcome;
}
