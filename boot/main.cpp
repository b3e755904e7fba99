#include "boot/main.hpp"

#include "boot/from_linux.hpp"
#include "boot/life_setup.hpp"
#include "boot/result_screen.hpp"
#include "boot/steps.hpp"
#include "boot/to_linux.hpp"
#include "hibernate/soft_boot.hpp"
#include "kernel/device/bus_masters.hpp"

namespace {

// Kernel B, both lives. run_programme() calls suspend() and reclaim_and_check() once a cycle (hibernate/story.hpp):
// suspend() returns in B's second life, and A lives in between.
[[noreturn]] void live_as_b(Life& life, const FoundImage& found) {
    skip_if_unusable(life);
    if (life.options.all_rows) result_screen::listen();
    announce_plan(life);
    introduce_b(life, found);
    pci::quiet_others();
    const bool all_started = start_cpus(life);
    ask_harmless_probes(life);
    prepare_event(life);
    const bool all_offline = soft_offline_siblings(life);
    if (!report_start(all_started, all_offline)) report::finish(Verdict::Lost, "not-every-cpu-came-up");
    const Outcome outcome = run_programme(life);
    report::finish(outcome.verdict, outcome.reason);
}

// Kernel A. Boots as B did, and ends in the copy of B's image over itself. The life before it, which started it without
// a reset, has quieted the devices.
[[noreturn]] void live_as_a(Life& life) {
    report::continue_log();
    introduce_a(life);
    start_cpus(life); // a CPU that does not come is missing: the image is refused, or B reports it lost
    prepare_event(life);
    soft_offline_siblings(life);
    resume_image(life);
}

// Kernel B, and Linux is A: it has parked every other CPU in its own way, and all other memory is its own.
[[noreturn]] void live_after_linux(Life& life) {
    skip_if_unusable(life);
    report::plan(from_linux::checks());
    introduce_b(life, {});
    pci::quiet_others();
    prepare_event(life);
    const Outcome outcome = from_linux::take_over(life);
    report::finish(outcome.verdict, outcome.reason);
}

// Kernel A, and Linux is B: the loader has brought it along. It says in the same log what has become of the CPUs.
[[noreturn]] void live_before_linux(Life& life) {
    skip_if_unusable(life);
    announce_plan(life);
    introduce_b(life, {});
    pci::quiet_others();
    const bool all_started = start_cpus(life);
    prepare_event(life);
    const bool all_offline = soft_offline_siblings(life);
    if (!report_start(all_started, all_offline)) report::finish(Verdict::Lost, "not-every-cpu-came-up");
    to_linux::hand_over(life);
}

// A kernel that may not resume what it found, and may not begin a story of its own over the image: it shows that it has
// lost nothing.
[[noreturn]] void live_without_image(Life& life, const FoundImage& found) {
    if (found.begun_by_b) report::continue_log();
    introduce_b(life, found);
    pci::quiet_others();
    start_cpus(life);
    soft_offline_siblings(life);
    refuse_image(found.reason.view());
}

// The image is from before the machine was switched off. soft_boot() starts this kernel once more, as A: see main().
[[noreturn]] void become_a(Life& life, const FoundImage& found) {
    pci::quiet_others();
    adopt(life.record, found, life.options.layout);
    prepare_for_soft_boot(life);
    soft_boot(life.record);
}

} // namespace

void main(LifeRecord& record, PhysAddr load_base) {
    Life life = begin_life(record, load_base);
    if (record.life == LifeName::A) live_as_a(life);
    if (life.options.from != From::None) live_after_linux(life);
    if (life.options.to != To::None) live_before_linux(life);
    const FoundImage found = life.store.find(life);
    switch (found.answer) { // none of these returns
    case FoundImage::Answer::Nothing: live_as_b(life, found);
    case FoundImage::Answer::Resume: become_a(life, found);
    case FoundImage::Answer::Refuse: live_without_image(life, found);
    }
    __builtin_unreachable();
}
