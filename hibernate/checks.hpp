// A verdict is made of checks: each says what it is worth if it does not hold. Those of the CPUs are every story's.
#pragma once

#include "hibernate/life/this_life.hpp"
#include "kernel/report/report.hpp"
#include "smp/proof.hpp"

struct Outcome {
    Verdict verdict = Verdict::Recovered;
    std::string_view reason = "every-check-passed"; // one word with hyphens
};

template <typename Findings>
struct Check {
    std::string_view name;
    bool (*holds)(const Life& life, const Findings& f);
    Outcome if_not;
};

constexpr Outcome memory_differs{Verdict::Corrupted, "memory-differs"}, cpus_missing{Verdict::Lost, "cpus-missing"};

// What a story showed of its CPUs.
struct CpuFindings {
    Tally back; // CPUs that are in this life at all
    proof::Answers cpus;
    bool settled; // siblings
};
constexpr size_t cpu_check_count = 6;
extern const Check<CpuFindings> cpu_checks[cpu_check_count];

// Reports each check and makes `worst` the worst that was found. Boot CPU.
template <typename Findings, size_t n>
void judge(const Check<Findings> (&checks)[n], const Life& life, const Findings& f, Outcome& worst) {
    for (const Check<Findings>& c : checks) {
        if (!report::check(c.holds(life, f), c.name) && c.if_not.verdict > worst.verdict) worst = c.if_not;
    }
}
