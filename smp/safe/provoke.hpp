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

// Of the CPUs that are waited for, has one counted the event, or has every one? True of both if nobody is waited for.
[[gnu::always_inline]] inline bool one_counted(const InjectOrders& o, const Bay* bays) {
    bool is_awaited = false;
    for (uint32_t i = 0; i < o.cpu_count; i++) {
        if (bays[i].awaited == 0) continue;
        if (has_counted(o, bays[i])) return true;
        is_awaited = true;
    }
    return !is_awaited;
}
[[gnu::always_inline]] inline bool all_counted(const InjectOrders& o, const Bay* bays) {
    for (uint32_t i = 0; i < o.cpu_count; i++) {
        if (bays[i].awaited != 0 && !has_counted(o, bays[i])) return false;
    }
    return true;
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
        const uint64_t limit = n == 0 ? o.first_limit : o.next_limit;
        // Until one from outside is here may take long; then it is here for all of them.
        const uint64_t rest = limit < o.next_limit ? limit : o.next_limit;
        if (wait_until({limit}, [&] { return one_counted(o, bays); }) &&
            wait_until({rest}, [&] { return all_counted(o, bays); }))
            continue;
        // A CPU that has not counted the first event will count none (it is in INIT, dead, or its firmware owns SMM),
        // so the rest of the storm does not wait for it.
        if (n > 0) o.unanswered++;
        for (uint32_t i = 0; i < o.cpu_count; i++) {
            if (!has_counted(o, bays[i])) bays[i].awaited = 0;
        }
    }
}

} // namespace provoking
