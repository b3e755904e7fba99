// Provokes an event, once or as a storm, as the orders say. It runs in A (at=parked), in B (at=reclaim), and in the
// safe pages during and after the copy (smp/safe/safe_inject.cpp). There nothing of either kernel may be touched, so
// it is inlined at each place and reaches everything through SafeControl.
#pragma once

#include "kernel/cpu/tsc.hpp"
#include "kernel/log/serial_port.hpp"
#include "smp/safe/bay.hpp"
#include "smp/safe/control.hpp"

namespace provoking {

[[gnu::always_inline]] inline uint64_t count_of(const Bay& bay, const InjectOrders& o) {
    return *reinterpret_cast<const volatile uint64_t*>(reinterpret_cast<const std::byte*>(&bay) + o.counter);
}

[[gnu::always_inline]] inline void send_one(uint64_t map, InjectOrders& o, Bay* bays) {
    if (o.sending == Sending::Store) {
        // A store that changes nothing: MONITOR sees it, and the memory, whoever's it now is, stays as it was.
        for (uint32_t i = 1; i < o.cpu_count; i++) {
            if (bays[i].wait_word != 0) asm volatile("lock orl $0, (%0)" : : "r"(map + bays[i].wait_word) : "memory");
        }
    } else if (o.sending == Sending::Ipi) {
        icr::send(map, o.delivery, icr::all_excluding_self, {0});
        icr::send(map, o.delivery, 0, {o.boot_apic_id});
    } else {
        serial_port::write(o.announcement);
    }
}

[[gnu::always_inline]] inline bool has_counted(const InjectOrders& o, const Bay& bay) {
    return count_of(bay, o) != bay.before;
}

// True when each of the first `count` CPUs has counted the event, if it is waited for.
[[gnu::always_inline]] inline bool all_counted(const InjectOrders& o, const Bay* bays, uint32_t count) {
    for (uint32_t i = 0; i < count; i++) {
        if (bays[i].awaited != 0 && !has_counted(o, bays[i])) return false;
    }
    return true;
}

// For the boot CPU first, for up to `limit` ticks, then for all: until an event from outside is here may take long, but
// then it is here for everybody. One loop and not two, as the safe code is one page.
[[gnu::always_inline]] inline bool wait_until_counted(const InjectOrders& o, const Bay* bays, uint64_t limit) {
    for (uint32_t count = 1;; count = o.cpu_count) {
        if (!wait_until({limit}, [&] { return all_counted(o, bays, count); })) return false;
        if (count >= o.cpu_count) return true;
        if (limit > o.next_limit) limit = o.next_limit;
    }
}

// `map` as in smp/icr.hpp.
[[gnu::always_inline]] inline void provoke(uint64_t map, SafeControl& control) {
    InjectOrders& o = control.inject;
    Bay* bays = reinterpret_cast<Bay*>(map + o.bays);
    o.first_sent_at = now().value;
    for (uint32_t i = 0; i < o.cpu_count; i++) bays[i].awaited = o.is_counted;
    for (uint32_t n = 0; n < o.storm; n++) {
        for (uint32_t i = 0; i < o.cpu_count; i++) bays[i].before = count_of(bays[i], o);
        send_one(map, o, bays);
        o.sent++;
        if (wait_until_counted(o, bays, n == 0 ? o.first_limit : o.next_limit)) continue;
        // A CPU that has not counted the first event will count none (it is in INIT, dead, or its firmware owns SMM),
        // so the rest of the storm does not wait for it.
        if (n > 0) o.unanswered++;
        for (uint32_t i = 0; i < o.cpu_count; i++) {
            if (!has_counted(o, bays[i])) bays[i].awaited = 0;
        }
    }
}

} // namespace provoking
