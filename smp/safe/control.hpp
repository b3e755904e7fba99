// The page of the safe pages that tells CPUs in there what to do, by who writes it. Shared with NASM through
// boot/asm_offsets.cpp. Addresses are physical, which is what the safe pages are mapped at, unless it says otherwise.
#pragma once

#include <atomic>

#include "kernel/cpu/descriptors.hpp"
#include "kernel/memory/layout.hpp"
#include "smp/safe/copy_step.hpp"
#include "smp/safe/event_orders.hpp"

// What a CPU loads when it enters. Written by SafePages::prepare(), before the first CPU enters.
struct SafeTables {
    IdtOfBothModes idt; // park's CPUs leave long mode on it
    DescriptorPointer idt_pointer;
    DescriptorPointer32 no_idt_pointer; // limit 0: method=park,noidt
    uint32_t page_tables;               // identity map of all memory
    uint32_t mailbox;
};

// For CPUs that go into B by themselves (smp/safe/into_b.asm). Written by A before the copy, read when `go` is set or a
// mailbox command names its entry.
struct WayIntoB {
    uint32_t cr3, ap_table, ap_count;
    uint32_t reserved;
    uint64_t ap_start; // virtual, in B
};

// What the copier does (smp/safe/copier.asm). Written by copier::start(), and read only.
struct CopierOrders {
    uint32_t steps, step_count;
    CopyBy copy_by;
    uint32_t landing_cr3;
    uint64_t landing;             // under landing_cr3
    uint64_t landing_argument[2]; // in rdi and rsi
    uint64_t helpers_limit;       // ticks for which CPUs that help are waited for, at the end of each step
    uint32_t event_here;          // 1: the copier provokes the event …
    uint32_t event_when_left;     // … when this many steps are left; 0: after all of them
    // Before the step where this many are left the copier writes `announcement` to the log; 0: never.
    uint32_t announce_when_left;
    char announcement[76];
    char
        last_words[76]; // when a CPU that helps does not end its piece: nothing is copied, and nobody lands, after that
};

// What the copier and the CPUs that help it do now. Written by them alone.
struct CopierProgress {
    uint64_t started, ended; // TSC
    // The step that is being copied, and how many of its bytes nobody has taken yet (smp/safe/copy_pieces.asm). The
    // copier writes `step_left` last, and only while no helper is in a step; a helper counts itself first, and then
    // takes.
    uint64_t step_destination, step_source;
    std::atomic<int64_t> step_left;
    std::atomic<uint32_t> helpers;
    // Set by the copier after its last step; pairs its store (x86 stores are release) with the load in
    // smp/safe/jmp.asm.
    std::atomic<uint32_t> go;
};
inline constexpr uint32_t go_word = 0x6f67; // "go": nothing else releases a waiting CPU

struct SafeControl {
    SafeTables tables;
    WayIntoB into_b;
    CopierOrders orders;
    CopierProgress progress;
    InjectOrders inject;
};
static_assert(sizeof(SafeControl) <= page_size);
