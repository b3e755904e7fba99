// What one life tells the next: the record in the first safe pages.
//
// Written by the loader's copy of the image when it places B (boot/placement.cpp), then by B before A starts and by A
// before B returns; never by two lives at once, because only one has a boot CPU.
#pragma once

#include "kernel/device/machine.hpp"
#include "kernel/memory/layout.hpp"
#include "kernel/options/options.hpp"
#include "kernel/report/phases.hpp"

enum class LifeName : uint32_t { B1, A, B2 };
constexpr std::string_view name_of(LifeName life) {
    return life == LifeName::B1 ? "B1" : life == LifeName::A ? "A" : "B2";
}

// Index of the slot that a life runs in. B's never changes; A's is the other one, or with layout=same B's own.
inline constexpr uint32_t b_slot = 0;
constexpr uint32_t slot_of(LifeName life, Layout layout) {
    return life == LifeName::A && layout == Layout::Other ? 1 : b_slot;
}

// Where everything lies, decided once, before B's first life (kernel/memory/layout.hpp draws it).
struct Placement {
    PhysRange pristine; // text and read-only data as loaded: every new life is a copy of it
    PhysRange slots[2]; // see slot_of()
    PhysRange safe;
    PhysRange store;
    PhysAddr trampolines[2]; // B's, A's
    PhysAddr sessions[2];    // pages for what outlives a reset, the same twice (boot/session.hpp)
    std::array<PhysRange, 32> witness;
    uint32_t witness_count;
    uint32_t reserved;
};

struct LifeRecord {
    static constexpr uint64_t magic_value = 0x646f63657265666c; // "lferecod"
    uint64_t magic;
    LifeName life; // that is to enter now
    uint32_t slot; // index of its slot
    // Counts lives, one up for each that enters. With B's generation in the image header it proves that A was between.
    uint32_t generation;
    uint32_t a_missing;   // CPUs that A never had, so that it handed none of them over
    uint64_t image_nonce; // of the image that is to be resumed; B draws it for each image
    // A's own word: a nonce that it drew, the slot that it found itself in, its generation.
    uint64_t a_nonce;
    uint32_t a_slot;
    uint32_t a_generation;
    uint32_t row; // method=all: the number of the row that B and A are in (boot/matrix.cpp)
    uint32_t reserved;
    PhysAddr image; // its header in the store, 0 when there is none
    Placement placement;
    Machine machine;
    Stamps stamps; // of all lives since the power came
};
static_assert(sizeof(LifeRecord) <= 3 * page_size, "SafePages::record_pages, smp/safe/safe_pages.hpp");

// The next life begins: everything in the record that changes for that reason alone.
constexpr void begin_next_life(LifeRecord& record, LifeName next, Layout layout) {
    record.life = next;
    record.slot = slot_of(next, layout);
    record.generation++;
}

// Drawn from RDRAND where there is one, else from the TSC: different each time, not secret.
uint64_t draw_nonce();
