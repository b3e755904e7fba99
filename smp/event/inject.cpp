#include "smp/event/inject.hpp"

#include "kernel/cpu/cpuid.hpp"
#include "kernel/log/print.hpp"
#include "smp/method/method.hpp"

namespace {
SafeControl& control() { return safe_pages().control(); }
} // namespace

std::string_view inject::why_not(const Options& options, const Method& method) {
    if (options.inject == Inject::Store && method.wait_word == nullptr)
        return "n/a: CPUs held by this method wait for no word in memory";
    if (options.inject == Inject::Mce && !cpu_has_hypervisor())
        return "inject=mce: nobody outside can broadcast a machine check here";
    if (options.inject == Inject::Mce && !cpu_has_machine_check()) return "inject=mce: this cpu has no machine check";
    return {};
}

void inject::prepare(const Options& options, const Method& method) {
    InjectOrders& o = control().inject;
    o = {};
    o.kind = options.inject;
    o.at = options.at;
    o.storm = options.storm;
    o.cpu_count = static_cast<uint32_t>(cpus().size());
    o.bays = safe_pages().bay_address({0}).value;
    o.boot_apic_id = boot_cpu().apic_id.value;
    // What comes from outside takes as long as the outside does.
    o.first_limit = tsc::from_microseconds(options.inject == Inject::Mce ? 10'000'000 : 500'000).value;
    o.next_limit = tsc::from_microseconds(2'000'000).value;
    Text announcement(std::span(o.announcement).first(sizeof(o.announcement) - 1));
    format_to(announcement, "# WAIT {} at={}\n", name_of(o.kind), name_of(o.at));
    for (Cpu& cpu : application_processors())
        safe_pages().bay(cpu.number).wait_word = method.wait_word == nullptr ? 0 : method.wait_word(cpu).value;
}

bool inject::is_during_copy(const Options& options) {
    return options.inject != Inject::None && (options.at == InjectAt::Copying || options.at == InjectAt::Copied);
}

void inject::provoke_at(InjectAt at) {
    const InjectOrders& o = control().inject;
    if (o.kind != Inject::None && o.at == at) provoke(direct_map_base, control());
}

bool inject::complete(const Options& options) {
    const InjectOrders& o = control().inject;
    if (options.inject == Inject::None) return true;
    const bool boot_cpu_counts = options.inject == Inject::Nmi || options.inject == Inject::Mce;
    return o.sent == options.storm && o.unanswered == 0 &&
           (!boot_cpu_counts || count_of(safe_pages().bay({0}), o.kind) == options.storm);
}

void inject::take_counts() {
    for (Cpu& cpu : cpus()) {
        cpu.own_counters = safe_pages().bay(cpu.number).counters;
        cpu.counters = &cpu.own_counters;
    }
}

void inject::print_counts() {
    const InjectOrders& o = control().inject;
    if (o.kind != Inject::None)
        print("# inject {} at={} t={} sent={} unanswered={}\n", name_of(o.kind), name_of(o.at), o.first_sent_at, o.sent,
              o.unanswered);
    for (const Cpu& cpu : cpus()) {
        const WakeCounters& c = cpu.own_counters;
        const uint64_t explained = c.nmi + c.smi + c.machine_check;
        print("# wakes cpu={} nmi={} smi={} mc={} unexplained={}\n", cpu.number, c.nmi, c.smi, c.machine_check,
              c.wakes > explained ? c.wakes - explained : 0);
    }
}
