#include "hibernate/checks.hpp"

#include "smp/event/inject.hpp"

namespace {

constexpr Outcome state{Verdict::Lost, "a-cpu-is-not-in-this-life"}, siblings{Verdict::Lost, "siblings-do-not-obey"},
    event{Verdict::Unproven, "event-not-provoked"};

} // namespace

constexpr Check<CpuFindings> cpu_checks[cpu_check_count] = {
    // One that A never had was not handed over, though INIT may have brought it back.
    {"every cpu is back", [](auto& life, auto& f) { return f.back.complete() && life.record.a_missing == 0; },
     cpus_missing},
    {"every cpu wrote its own apic id, generation and nonce", [](auto&, auto& f) { return f.cpus.marked.complete(); },
     state},
    {"every cpu has B's CR3, CR4, EFER, GDT, IDT and TSS", [](auto&, auto& f) { return f.cpus.in_state.complete(); },
     state},
    {"siblings are as the policy wants them", [](auto&, auto& f) { return f.settled; }, siblings},
    {"siblings that are offline came online and went offline once more",
     [](auto&, auto& f) { return f.cpus.onlined && f.cpus.offlined; }, siblings},
    {"every event that was to be provoked was, and came where it is counted",
     [](auto& life, auto&) { return inject::complete(life.options); }, event},
};
