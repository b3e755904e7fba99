// Nothing is sent to the other CPUs before Linux' memory is gone, so that what they need of it shows.
#include "boot/from_linux.hpp"

#include "boot/linux_memory.hpp"
#include "boot/linux_stock.hpp"
#include "boot/refuse_words.hpp"
#include "hibernate/image/restore_plan.hpp"
#include "hibernate/image/witness.hpp"
#include "kernel/report/event_log.hpp"
#include "smp/bring_up.hpp"
#include "smp/event/inject.hpp"
#include "smp/offline.hpp"
#include "smp/proof.hpp"
#include "smp/safe/safe_pages.hpp"

namespace {

struct Findings : CpuFindings {
    Tally pages;
};

constexpr Check<Findings> memory_checks[] = {{"every page that was Linux' is as B has overwritten it",
                                              [](auto&, auto& f) { return f.pages.complete(); }, memory_differs}};

std::span<const PhysRange> take_stock(Life& life) {
    const MemoryMap& map = life.record.machine.memory;
    const FreeMemory rest = memory_of_linux(map, life.record.placement);
    print("# from {} cpus={}\n", name_of(life.options.from), cpus().size());
    print_available_and_own(life);
    auto* ranges = life.arena.take_array<PhysRange>(rest.ranges().size());
    std::copy(rest.ranges().begin(), rest.ranges().end(), ranges);
    return {ranges, rest.ranges().size()};
}

// Whoever looks from outside sees the CPUs where Linux has left them. They stay there if it takes longer than this.
void let_them_be_looked_at() {
    print("# WAIT registers cpu=all\n");
    wait_us(200'000 + 30'000 * cpus().size());
}

void prepare_events(const Life& life) {
    safe_pages().prepare(life.record.machine.memory, max_restore_steps); // the counters are in there
    inject::prepare(life.options, life.method.wait_word);
}

// Upwards, a page at a time: at=copying is in the middle of it.
void overwrite(std::span<const PhysRange> ranges, uint64_t nonce) {
    uint64_t until_half = total_size(ranges) / page_size / 2;
    const Ticks begin = now();
    for (const PhysRange r : ranges) {
        for (PhysAddr at = r.base; at < r.end(); at = at + page_size) {
            const PhysRange page{at, page_size};
            witness::fill({&page, 1}, nonce);
            if (--until_half == 0) inject::provoke_at(InjectAt::Copying);
        }
    }
    print("# overwritten pages={} us={}\n", total_size(ranges) / page_size, tsc::to_microseconds(now() - begin));
}

Outcome judge_all(const Life& life, const Findings& f) {
    Outcome worst;
    judge(memory_checks, life, f, worst);
    judge<CpuFindings>(cpu_checks, life, f, worst);
    return worst;
}

void take_every_cpu(const Life& life) {
    wait_us(uint64_t{life.options.hold} * 1000);
    inject::provoke_at(InjectAt::Reclaim);
    handoff::stop_all(life.method);
    inject::provoke_at(InjectAt::InInit);
    inject::take_counts();
    handoff::reclaim_all(life.method);
    event_log::flush();
}

} // namespace

const Method from_linux::method{
    .name = "linux",
    .text = "Wherever Linux has left them.",
    .gather = false,
    .needs = Needs::Text | Needs::PageTables,
    .why_unusable = always_usable,
    .leave = nothing_to_do,
    .take = nothing_to_do,
    .stop = bring_up::stop_one,
    .reclaim = bring_up::start_one,
};

void from_linux::refuse_other_stories(const Options& options) {
    refuse_words("from-linux", options, {"method", "cycles", "witness", "layout", "fault", "store", "probe", "to"});
}

uint32_t from_linux::checks() { return std::size(memory_checks) + cpu_check_count; }

Outcome from_linux::take_over(Life& life) {
    Findings f{};
    const std::span<const PhysRange> ranges = take_stock(life);
    const uint64_t nonce = draw_nonce();
    prepare_events(life);
    let_them_be_looked_at();
    inject::provoke_at(InjectAt::Parked);
    event_log::record({now(), boot_cpu().number, boot_cpu().number, "copying", name_of(life.options.from)});
    event_log::flush();
    overwrite(ranges, nonce);
    inject::provoke_at(InjectAt::Copied);
    take_every_cpu(life);
    f.back = handoff::cpus_online();
    inject::print_counts(life.options);
    f.pages = witness::check(ranges, nonce);
    f.settled = offline::settle(life.options);
    event_log::flush();
    f.cpus = proof::ask_every_cpu(life.options, {life.record.generation, nonce});
    report::set_cpus(f.cpus.marked);
    report::set_pages(f.pages);
    const Outcome outcome = judge_all(life, f);
    inject::report_unasked_nmis(life.options);
    report::set_cycles({outcome.verdict == Verdict::Recovered, 1});
    return outcome;
}
