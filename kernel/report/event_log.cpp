#include "kernel/report/event_log.hpp"

#include "kernel/log/print.hpp"

namespace {

EventSlot* slots;
uint32_t capacity;
std::atomic<uint32_t> taken;
std::string_view life;
void (*observer)();

} // namespace

void event_log::initialize(Arena& arena, uint32_t wanted) {
    slots = arena.take_array<EventSlot>(wanted);
    capacity = wanted;
    taken.store(0, std::memory_order_relaxed);
}

void event_log::set_life(std::string_view name) { life = name; }

void event_log::set_observer(void (*wanted)()) { observer = wanted; }

void event_log::record(const StateChange& event) {
    const uint32_t at = taken.fetch_add(1, std::memory_order_relaxed);
    if (at >= capacity) return;
    slots[at].event = event;
    slots[at].filled.store(1, std::memory_order_release);
}

void event_log::flush() {
    // Every CPU that may record has been waited for by the caller, so a slot that was taken is filled or being
    // filled by a CPU that runs: no bound is needed beyond the caller's own.
    const uint32_t count = taken.load(std::memory_order_relaxed);
    for (uint32_t i = 0; i < count && i < capacity; i++) {
        if (slots[i].filled.load(std::memory_order_acquire) == 0) continue;
        const StateChange& e = slots[i].event;
        print("# EV t={} life={} cpu={} state={} why={} by={}\n", e.time, life, e.cpu, e.state, e.why, e.writer);
        slots[i].filled.store(0, std::memory_order_relaxed);
    }
    if (count > capacity) print("# {} events were dropped\n", count - capacity);
    taken.store(0, std::memory_order_relaxed);
    if (observer != nullptr && count > 0) observer();
}
