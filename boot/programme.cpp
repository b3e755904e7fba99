#include "boot/programme.hpp"

#include "boot/matrix.hpp"
#include "boot/steps.hpp"
#include "boot/to_linux.hpp"
#include "kernel/report/event_log.hpp"
#include "smp/offline.hpp"
#include "smp/proof.hpp"

namespace {

// method=none: asks the platform, and shows that every CPU is still there afterwards.
Outcome only_probe(Life& life) {
    const LifeMark mark{life.record.generation, 0};
    const Probe* probe = life.options.probe;
    offline::siblings_on();
    if (probe != nullptr) probe->run(application_processors()[0], programme::probe_context(life));
    proof::collect(mark);
    const Tally answered = proof::with_mark(mark);
    event_log::flush();
    report::set_cpus(answered);
    if (!report::check(answered.complete(), "every cpu answers after the probes"))
        return {Verdict::Lost, "a-cpu-was-lost"};
    return {Verdict::Recovered, "every-cpu-answers"};
}

Outcome tell_story(Life& life) {
    const uint32_t cycles = life.options.cycles;
    Outcome outcome;
    for (uint32_t cycle = 0; cycle < cycles && outcome.verdict == Verdict::Recovered; cycle++) {
        report::set_cycles({cycle, cycles});
        suspend(life);
        outcome = reclaim_and_check(life);
        report::set_cycles({cycle + (outcome.verdict == Verdict::Recovered), cycles});
    }
    return outcome;
}

struct Programme {
    Outcome (*run)(Life& life);
    uint32_t (*checks)(const Life& life);
};
constexpr Programme only_probes{only_probe, [](const Life&) { return 1u; }};
constexpr Programme every_row{matrix::run,
                              [](const Life& life) { return matrix::rows_left(life) * checks_per_cycle(); }};
constexpr Programme one_story{tell_story, [](const Life& life) { return life.options.cycles * checks_per_cycle(); }};

constexpr Programme handed_to_linux{nullptr, [](const Life&) { return to_linux::checks(); }}; // main() tells it

const Programme& programme_of(const Life& life) {
    if (life.options.to != To::None) return handed_to_linux;
    if (life.options.all_rows) return every_row;
    return &life.method == &method_for_probing() ? only_probes : one_story;
}

} // namespace

uint32_t programme::checks(const Life& life) { return programme_of(life).checks(life); }

ProbeContext programme::probe_context(const Life& life) {
    const LifeRecord& r = life.record;
    return {r.machine.memory.is_available({default_smbase, default_smram_size}), r.placement.trampolines[1],
            life.options.dwell};
}

Outcome run_programme(Life& life) { return programme_of(life).run(life); }
