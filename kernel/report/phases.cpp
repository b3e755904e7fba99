#include "kernel/report/phases.hpp"

#include "kernel/log/print.hpp"

namespace {

Stamps* own;
phases::Times first; // 0: not measured; part of the image

struct Name {
    std::string_view name, life;
};
constexpr Name phase_names[] = {
    {"bring-up", "B1"},    {"soft-offline", "B1"},  {"witness-fill", "B1"}, {"freeze", "B1"},    {"write", "B1"},
    {"checksum", "B1"},    {"search", "B1"},        {"save", "B1"},         {"soft-boot", "B1"}, {"bring-up", "A"},
    {"soft-offline", "A"}, {"verify", "A"},         {"poison", "A"},        {"gather", "A"},     {"leave", "A"},
    {"log", "A"},          {"copy", "A"},           {"jump", "A"},          {"hold", "B2"},      {"reclaim", "B2"},
    {"settle", "B2"},      {"witness-check", "B2"}, {"window", "B2"},
};
static_assert(std::size(phase_names) == static_cast<size_t>(Phase::Count));

constexpr Name cpu_phase_names[] = {
    {"init-to-sipi", "B1"},
    {"sipi-to-first", "B1"},
    {"first-to-online", "B1"},
    {"init-to-sipi", "A"},
    {"sipi-to-first", "A"},
    {"first-to-online", "A"},
    {"leave", "A"},
    {"away", "B2"},
    {"init-to-sipi", "B2"},
    {"sipi-to-first", "B2"},
    {"first-to-online", "B2"},
};
static_assert(std::size(cpu_phase_names) == static_cast<size_t>(CpuPhase::Count));

void print_phase(const Name& n, const PhaseTime& t) {
    const Ticks took = t.end - t.begin;
    const uint64_t us = tsc::to_microseconds(took);
    print("# PHASE name={} life={} us={} ticks={}", n.name, n.life, us, took);
    if (t.bytes != 0) print(" bytes={} mb_s={}", t.bytes, PlainSpeed{t.bytes, us}.mb_s());
    print("\n");
}

} // namespace

void phases::initialize(Stamps& stamps) { own = &stamps; }
Stamps& phases::stamps() { return *own; }

void phases::begin(Phase phase) { (*own)[phase] = {now(), {}, 0}; }

void phases::end(Phase phase, uint64_t bytes) {
    PhaseTime& t = (*own)[phase];
    t.end = now();
    t.bytes = bytes;
}

void phases::print_and_forget() {
    for (size_t i = 0; i < std::size(phase_names); i++) {
        const PhaseTime& t = own->phases[i];
        if (t.begin.value == 0 || t.end < t.begin) continue;
        print_phase(phase_names[i], t);
        if (first[i] == 0) first[i] = static_cast<uint32_t>(tsc::to_microseconds(t.end - t.begin));
    }
    for (size_t i = 0; i < std::size(cpu_phase_names); i++) {
        const Spread& s = own->cpus[i];
        if (s.count == 0) continue;
        print("# CPU-PHASE {} life={} cpus={} min={} median={} max={}\n", cpu_phase_names[i].name,
              cpu_phase_names[i].life, s.count, s.min, s.median, s.max);
    }
    own->phases = {};
    own->cpus = {};
}

phases::Times& phases::first_times() { return first; }

// What A and B both do is told apart by a letter.
void phases::print_first_times() {
    print("# TIMES");
    if (tsc::known_by() == "guess") print(" tsc=guess"); // then these are no microseconds
    for (size_t i = 0; i < first.size(); i++) {
        const Name& n = phase_names[i];
        if (first[i] != 0) print(" {}{}={}", n.name, n.life == "A" ? "/a" : "", first[i]);
    }
    print("\n");
}
