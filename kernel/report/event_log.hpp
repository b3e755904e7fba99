// Every change of a CPU's state is one `# EV` line (docs/log.md). CPUs record, the boot CPU prints: a serial line
// shared by 254 CPUs would be the slowest part of the story.
#pragma once

#include <atomic>
#include <string_view>

#include "kernel/memory/arena.hpp"

struct StateChange {
    Ticks time;
    CpuNumber cpu;          // whose state it is
    CpuNumber writer;       // the CPU that changed it
    std::string_view state; // these point to read-only data
    std::string_view why;
};

struct EventSlot {
    StateChange event;
    // Pairs record()'s release with flush()'s acquire: the event is whole when its slot says so.
    std::atomic<uint32_t> filled;
};

namespace event_log {
// Memory for `capacity` events between two calls of flush(). `life` is B1, A or B2. Boot CPU, once a life.
void initialize(Arena& arena, uint32_t capacity);
void set_life(std::string_view life);
constexpr uint64_t bytes_for(uint32_t capacity) { return uint64_t{capacity} * sizeof(EventSlot) + 64; }
// Any CPU, interrupts on or off. Never waits; when the memory is full the event is counted as dropped.
void record(const StateChange& event);
// Called by flush() after it has printed something: the screen follows the log. nullptr: nobody.
void set_observer(void (*observer)());
// Prints what was recorded since the last call, in order. Boot CPU only.
void flush();
} // namespace event_log
