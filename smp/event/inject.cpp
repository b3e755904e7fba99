#include "smp/event/inject.hpp"

#include <optional>
#include <utility>

#include "kernel/log/print.hpp"
#include "smp/event/nmi_count.hpp"
#include "smp/event/smm.hpp"
#include "smp/safe/provoke.hpp"
#include "smp/safe/safe_pages.hpp"

namespace {

SafeControl& control() { return safe_pages().control(); }

InjectOrders orders_of(const Event& event, const Options& options) {
    constexpr uint64_t next_limit_us = 2'000'000;
    InjectOrders o{};
    o.storm = options.storm;
    o.at = options.at;
    o.sending = event.sending;
    o.delivery = event.delivery;
    o.counter = event.counter;
    o.is_counted = event.counter != 0;
    o.bays = safe_pages().bay_address({0}).value;
    o.cpu_count = static_cast<uint32_t>(cpus().size());
    o.boot_apic_id = boot_cpu().apic_id.value;
    o.first_limit = tsc::from_microseconds(event.first_limit_us).value;
    o.next_limit = tsc::from_microseconds(next_limit_us).value;
    Text announcement(std::span(o.announcement).first(sizeof(o.announcement) - 1));
    format_to(announcement, "# WAIT {} at={}\n", event.name, name_of(options.at));
    return o;
}

// By its own count, which take_counts() has brought out of the safe pages. One more may have come from elsewhere.
uint64_t boot_cpu_counted(const InjectOrders& o) {
    const auto* counters = reinterpret_cast<const std::byte*>(&boot_cpu().own_counters);
    return *reinterpret_cast<const uint64_t*>(counters + (o.counter - offsetof(Bay, counters)));
}

// The orders are A's, whose command line may be another than B's where the power was off in between.
bool came(const Event& event, const InjectOrders& o) {
    if (o.sending != event.sending || o.delivery != event.delivery || o.counter != event.counter) return false;
    return event.boot_cpu_counts ? boot_cpu_counted(o) >= o.storm : event.is_known_to_come();
}

std::optional<uint64_t> count_of(uint64_t n, bool somebody_counts) {
    return somebody_counts ? std::optional(n) : std::nullopt;
}

WakeCounters total; // part of the image

} // namespace

WakeCounters& inject::total_counts() { return total; }

void inject::print_total_counts() {
    print("# WAKES nmi={} smi={} mc={} unexplained={}\n", total.nmi, count_of(total.smi, smm::ours().complete()),
          total.machine_check, total.wakes);
}

std::string_view inject::why_not(const Options& options, WaitWord wait_word, bool by_sipi) {
    if (options.inject == nullptr) return {};
    if (!options.inject->applies_to(wait_word)) return "n/a: CPUs held by this method wait for no word in memory";
    if (options.at == InjectAt::InInit && !by_sipi) return "n/a: CPUs held by this method come into B without SIPI";
    return options.inject->why_impossible();
}

void inject::prepare(const Options& options, WaitWord wait_word) {
    control().inject = options.inject == nullptr ? InjectOrders{} : orders_of(*options.inject, options);
    for (Cpu& cpu : application_processors())
        safe_pages().bay(cpu.number).wait_word = wait_word == nullptr ? 0 : wait_word(cpu).value;
}

bool inject::is_during_copy(const Options& options) {
    return options.inject != nullptr && (options.at == InjectAt::Copying || options.at == InjectAt::Copied);
}

void inject::provoke_at(InjectAt at) {
    const InjectOrders& o = control().inject;
    if (o.storm != 0 && o.at == at) provoking::provoke(direct_map_base, control());
}

bool inject::complete(const Options& options) {
    if (options.inject == nullptr) return true;
    const InjectOrders& o = control().inject;
    return o.sent == options.storm && o.unanswered == 0 && came(*options.inject, o);
}

void inject::take_counts() {
    for (Cpu& cpu : cpus()) {
        cpu.own_counters = std::exchange(safe_pages().bay(cpu.number).counters, {});
        cpu.counters = &cpu.own_counters;
    }
}

void inject::report_unasked_nmis(const Options& options) {
    const InjectOrders& o = control().inject;
    const bool sends_nmis = options.inject != nullptr && o.sending == Sending::Ipi && o.delivery == icr::Delivery::Nmi;
    nmi_count::report(sends_nmis ? o.sent : 0);
}

void inject::print_counts(const Options& options) {
    const InjectOrders& o = control().inject;
    if (options.inject != nullptr)
        print("# inject {} at={} t={} sent={} unanswered={}\n", options.inject->name, name_of(o.at), o.first_sent_at,
              o.sent, o.unanswered);
    for (const Cpu& cpu : cpus()) {
        const WakeCounters& c = cpu.own_counters;
        const uint64_t explained = c.nmi + c.smi + c.machine_check;
        const uint64_t unexplained = c.wakes > explained ? c.wakes - explained : 0;
        // What Linux took with handlers of its own is in no count of ours.
        const bool is_ours = options.from == From::None || cpu.number == boot_cpu().number;
        print("# wakes cpu={} nmi={} smi={} mc={} unexplained={}\n", cpu.number, count_of(c.nmi, is_ours),
              count_of(c.smi, smm::is_ours(cpu)), count_of(c.machine_check, is_ours), count_of(unexplained, is_ours));
        total = {total.nmi + c.nmi, total.smi + c.smi, total.machine_check + c.machine_check,
                 total.wakes + unexplained};
    }
}
