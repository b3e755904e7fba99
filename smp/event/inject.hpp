// Provoking what is said to wake CPUs that should rest: a store to their line, NMI, SMI, machine check. The boot CPU takes
// NMI, SMI and #MC like everybody else.
//
// provoke() runs in A (at=parked), in B (at=reclaim), and in the safe pages during and after the copy
// (smp/safe/safe_inject.cpp). There nothing of either kernel may be touched, so it is inlined at each place and
// reaches everything through SafeControl.
#pragma once

#include "kernel/cpu/tsc.hpp"
#include "kernel/log/serial_port.hpp"
#include "kernel/options/options.hpp"
#include "smp/icr.hpp"
#include "smp/safe/safe_pages.hpp"

struct Method;

namespace inject {

// Writes the orders for `options` into SafeControl and each CPU's wait word into its bay. The safe pages are prepared
// and every CPU has left. Boot CPU of A.
void prepare(const Options& options, const Method& method);
// Whether the copier is to do it: in the middle of the copy, or after it.
bool is_during_copy(const Options& options);
// Provokes now, if `at` is what was asked for. Boot CPU of A or B.
void provoke_at(InjectAt at);
// Empty, or why this event cannot be provoked with this method on this machine ("n/a: …").
std::string_view why_not(const Options& options, const Method& method);
// Copies every CPU's counters out of the safe pages, before reclaiming adds to them. Boot CPU of B.
void take_counts();
// What B says of it: events sent, and each CPU's counters.
void print_counts();
// Whether every event was sent, and nothing that was waited for stayed away.
bool complete(const Options& options);

[[gnu::always_inline]] inline uint64_t count_of(const Bay& bay, Inject kind) {
    return kind == Inject::Nmi ? bay.counters.nmi : kind == Inject::Smi ? bay.counters.smi : bay.counters.machine_check;
}

[[gnu::always_inline]] inline void send_one(uint64_t map, InjectOrders& o, Bay* bays) {
    if (o.kind == Inject::Store) {
        // A store that changes nothing: MONITOR sees it, and the memory, whoever's it now is, stays as it was.
        for (uint32_t i = 1; i < o.cpu_count; i++) {
            if (bays[i].wait_word != 0) asm volatile("lock orl $0, (%0)" : : "r"(map + bays[i].wait_word) : "memory");
        }
        return;
    }
    if (o.kind == Inject::Mce) {
        serial_port::write(o.announcement); // the runner reads it and injects (docs/log.md)
        return;
    }
    const auto delivery = o.kind == Inject::Nmi ? icr::Delivery::Nmi : icr::Delivery::Smi;
    icr::send(map, delivery, icr::all_excluding_self, {0});
    icr::send(map, delivery, 0, {o.boot_apic_id});
}

// True when every CPU that is waited for has counted the event.
[[gnu::always_inline]] inline bool all_moved(const InjectOrders& o, volatile Bay* bays) {
    for (uint32_t i = 0; i < o.cpu_count; i++) {
        if (bays[i].awaited != 0 && count_of(const_cast<Bay&>(bays[i]), o.kind) == bays[i].before) return false;
        asm volatile("" ::: "memory"); // other CPUs count: read again
    }
    return true;
}

// `map` as in smp/icr.hpp.
[[gnu::always_inline]] inline void provoke(uint64_t map, SafeControl& control) {
    InjectOrders& o = control.inject;
    Bay* bays = reinterpret_cast<Bay*>(map + o.bays);
    o.first_sent_at = now().value;
    for (uint32_t i = 0; i < o.cpu_count; i++) bays[i].awaited = o.kind != Inject::Store;
    for (uint32_t n = 0; n < o.storm; n++) {
        for (uint32_t i = 0; i < o.cpu_count; i++) bays[i].before = count_of(bays[i], o.kind);
        send_one(map, o, bays);
        o.sent++;
        const uint64_t limit = n == 0 ? o.first_limit : o.next_limit;
        if (wait_until({limit}, [&] { return all_moved(o, bays); })) continue;
        // A CPU that has not counted the first event will count none (it is in INIT, dead, or its firmware owns SMM),
        // so the rest of the storm does not wait for it.
        if (n > 0) o.unanswered++;
        for (uint32_t i = 0; i < o.cpu_count; i++) {
            if (count_of(bays[i], o.kind) == bays[i].before) bays[i].awaited = 0;
        }
    }
}

} // namespace inject
