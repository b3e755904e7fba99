// Kernel B's part: reclaim, settle, and the proof.
#include "hibernate/image/image.hpp"
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

// A real kernel resumes its devices here, before it needs more than one CPU. Not a wait for anything: the time in
// which a CPU that was left on dead memory has its chance to run.
void hold(const Options& options) {
    if (options.fault == Fault::Spin) {
        for (;;) cpu_relax();
    }
    wait_until(tsc::from_microseconds(uint64_t{options.hold} * 1000), [] { return false; });
}

bool image_is_ours(const Life& life) {
    const auto& header = *direct_map<const ImageHeader>(life.record.image);
    print("# nonce image={} a={} generation image={} a={} now={}\n", Hex{header.nonce, 16},
          Hex{life.record.a_nonce, 16}, header.generation, life.record.a_generation, life.record.generation);
    return header.nonce == life.record.image_nonce && life.record.generation == header.generation + 2;
}

bool a_was_another_life(const Life& life) {
    const LifeRecord& r = life.record;
    const uint32_t expected = life.options.layout == Layout::Other ? 1 : 0;
    return r.a_nonce != r.image_nonce && r.a_generation + 1 == r.generation && r.a_slot == expected;
}

// The copier stamps where it runs, in the safe pages.
void take_copiers_stamps(LifeRecord& record) {
    const SafeControl& c = safe_pages().control();
    const uint64_t bytes = direct_map<ImageHeader>(record.image)->page_count * page_size;
    record.stamps[Phase::Copy] = {{c.copy_started}, {c.copy_ended}, bytes};
    record.stamps[Phase::Jump].begin = {c.copy_ended};
}

void print_copy(const LifeRecord& record) {
    const PhaseTime& copy = record.stamps[Phase::Copy];
    const uint64_t us = tsc::to_microseconds(copy.end - copy.begin);
    print("# copy us={} bytes={} mb_s={}\n", us, copy.bytes, PlainSpeed{copy.bytes, us}.mb_s());
    inject::print_counts();
    print("# safe pages: generation {} owner B again\n", record.generation);
}

} // namespace

Outcome reclaim_and_check(Life& life) {
    LifeRecord& record = life.record;
    const LifeMark mark{record.generation, record.image_nonce};
    take_copiers_stamps(record);
    phases::begin(Phase::Hold);
    hold(life.options);
    phases::end(Phase::Hold);
    inject::provoke_at(InjectAt::Reclaim);
    inject::take_counts();

    trampoline::prepare(record.placement.trampolines[0]);
    handoff::reclaim_all(life.method);
    const Tally back = handoff::cpus_online();
    record.owner = SafeOwner::B;
    print_copy(record);
    story_screen::step(record, life.options, StoryStep::BChecks);

    phases::begin(Phase::Settle);
    const bool settled = !life.options.nosmt || offline::siblings_off(life.options.offline);
    phases::end(Phase::Settle);
    event_log::flush();
    phases::begin(Phase::Check);
    const Tally pages = witness::check(witness_ranges(life), record.image_nonce);
    phases::end(Phase::Check, total_size(witness_ranges(life)));
    const bool onlined = offline::siblings_on();
    proof::collect(mark);
    const Tally marked = proof::with_mark(mark);
    const Tally in_state = proof::with_state();
    const bool offlined = !life.options.nosmt || offline::siblings_off(life.options.offline);
    event_log::flush();
    report::set_cpus(marked);
    report::set_pages(pages);

    Outcome worst;
    const auto check = [&](bool passed, std::string_view name, Outcome if_not) {
        if (report::check(passed, name) || worst.verdict == Verdict::Corrupted) return;
        if (worst.verdict == Verdict::Recovered || if_not.verdict == Verdict::Corrupted) worst = if_not;
    };
    const Outcome wrong_life{Verdict::Corrupted, "not-the-lives-expected"},
        memory{Verdict::Corrupted, "memory-differs"}, missing{Verdict::Lost, "cpus-missing"},
        state{Verdict::Lost, "a-cpu-is-not-in-this-life"}, siblings{Verdict::Lost, "siblings-do-not-obey"},
        event{Verdict::Lost, "event-not-provoked"};
    check(image_is_ours(life), "the image resumed is the one written, two lives ago", wrong_life);
    check(a_was_another_life(life), "kernel A was another life, in the slot asked for", wrong_life);
    check(pages.complete(), "every witness page is as B left it", memory);
    check(back.complete(), "every cpu is back", missing);
    check(marked.complete(), "every cpu wrote its own apic id, generation and nonce", state);
    check(in_state.complete(), "every cpu has B's CR3, CR4, EFER, GDT, IDT and TSS", state);
    check(settled, "siblings are as the policy wants them", siblings);
    check(onlined && offlined, "siblings came online and went offline once more", siblings);
    check(inject::complete(life.options), "every event that was to be provoked was, and the boot cpu took it", event);
    check(record.owner == SafeOwner::B && back.complete(), "the safe pages are B's again, nobody is in them", missing);
    plain_copy::print_speeds(record.stamps);
    phases::print_and_forget();
    if (worst.verdict == Verdict::Recovered) story_screen::step(record, life.options, StoryStep::Done);
    return worst;
}
