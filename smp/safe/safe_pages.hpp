// The safe pages: memory that belongs to neither kernel while CPUs cross from one to the other. Linux's term. B
// reserves them in its first life, the image header names them, every life finds them in the same place, and nothing
// else ever lies there.
//
//   page 0 … 2  the life record: who owns the pages, what the next life must know  (hibernate/life/life.hpp)
//   page 3      SafeControl: page tables, IDTs, the way into B, the copier's orders
//   page 4      code: everything in section .safe, position-independent
//   page 5      the mailbox of method=mailbox
//   then        one bay a CPU: its GDT, TSS, stack, counters
//   then        page tables (identity map of all memory), the copier's list
//   at the end  the CPUs' SMM entries and save areas, once SMBASE was moved there (smp/event/smm.hpp)
//
// Everything is below 4 GiB, because parked CPUs run with paging off.
#pragma once

#include <atomic>
#include <span>

#include "kernel/cpu/descriptors.hpp"
#include "kernel/memory/arena.hpp"
#include "kernel/memory/page_tables.hpp"
#include "kernel/options/options.hpp"
#include "smp/cpu.hpp"
#include "smp/safe/copy_step.hpp"
#include "smp/trampoline.hpp"

enum class BayState : uint32_t { Empty = 0, Arrived = 1 };

// What method=park leaves out, to show what each part is for (smp/method/park.cpp).
enum class ParkOption : uint32_t {
    Whole = 0,
    WithoutIdt = 1, // no gates: any NMI or #MC is a triple fault
    WithoutMce = 2, // CR4.MCE clear: a machine check is a shutdown
    NmiLatched = 4, // inside an NMI that never ends, as in Xen's crash path: further NMIs stay blocked
};

// One CPU's own place. Its stack fills the rest; code finds the bay by masking the stack pointer, hence the alignment.
struct alignas(2048) Bay {
    Gdt gdt;
    Tss64 tss; // serves as 32-bit TSS too: both are 104 bytes, and neither is ever switched through
    DescriptorPointer gdt_pointer;
    uint16_t padding0;
    uint32_t apic_id;
    // Pairs the release in smp/safe/park.asm and smp/safe/jmp.asm with the acquire in safe_pages::has_arrived().
    std::atomic<uint32_t> state;
    uint64_t arrived_at; // TSC: when the CPU left its life, whatever the method
    WakeCounters counters;
    uint32_t park_options; // ParkOption bits, for smp/safe/park.asm
    uint32_t awaited;      // smp/event/inject.hpp: this CPU counts what it takes, so the next event waits for it
    uint64_t before;       // its count before the event now in flight
    uint64_t wait_word;    // what inject=store writes, 0 if there is none
};
inline constexpr uint64_t bay_size = sizeof(Bay);
static_assert(bay_size == 2048 && alignof(Bay) == 2048);

// What smp/event/inject.hpp is to do, wherever it runs. Addresses are physical.
struct InjectOrders {
    Inject kind;
    InjectAt at;
    uint32_t storm;
    uint32_t cpu_count;
    uint64_t bays; // of cpu_count CPUs; the first is the boot CPU's
    uint32_t boot_apic_id;
    uint32_t sent;       // done so far
    uint32_t unanswered; // events that not every awaited CPU had counted when the wait gave up
    uint32_t reserved;
    uint64_t first_limit, next_limit; // ticks to wait for the counters, after the first event and after the others
    uint64_t first_sent_at;
    char announcement[64]; // inject=mce: what the log says when we wait for it to come from outside
};

// Shared with NASM through boot/asm_offsets.cpp. Everything physical unless it says otherwise.
struct SafeControl {
    Gate64 idt64[32];
    Gate32 idt32[32];
    DescriptorPointer idt64_pointer;
    DescriptorPointer32 idt32_pointer;
    DescriptorPointer32 no_idt_pointer; // limit 0: method=park,noidt
    uint32_t page_tables;               // identity map of all memory
    uint32_t code;                      // page 4
    uint32_t mailbox;                   // page 4

    // For CPUs that go into B by themselves (method=jmp). `go` is set by the copier after its last step; pairs its
    // store (x86 stores are release) with the load in smp/safe/jmp.asm.
    std::atomic<uint32_t> go;
    uint32_t b_cr3, b_ap_table, b_ap_count;
    uint64_t b_ap_start; // virtual, in B

    // The copier's orders (smp/safe/copier.asm) and what it did.
    uint32_t steps, step_count;
    uint32_t jump_cr3;
    CopyBy copy_by;
    uint64_t jump_to;          // under jump_cr3
    uint64_t jump_argument[2]; // in rdi and rsi
    uint64_t copy_started, copy_ended;
    // The step that is being copied, and how many of its bytes nobody has taken yet (smp/safe/copy_pieces.asm). The copier writes
    // `step_left` last, and only while no helper is in a step; a helper counts itself first, and then takes.
    uint64_t step_destination, step_source;
    std::atomic<int64_t> step_left;
    std::atomic<uint32_t> helpers;
    uint32_t reserved;
    uint64_t helpers_limit; // ticks for which they are waited for, at the end of each step
    // The event that the copier provokes: after this many steps are left (0: after all), see smp/event/inject.hpp.
    uint32_t inject_when_left;
    uint32_t inject_here; // 1: the copier does it
    // Before the step where this many are left (0: never) the copier writes the announcement to the log.
    uint32_t announce_when_left;
    char line_announcement[76];
    InjectOrders inject;
};
static_assert(sizeof(SafeControl) <= page_size);
inline constexpr uint32_t go_word = 0x6f67; // "go": nothing else releases a waiting CPU

class SafePages {
  public:
    static constexpr uint64_t record_pages = 3;
    // Bytes for this many CPUs, this much memory, this many copy steps.
    static constexpr uint64_t bytes_for(size_t cpus, PhysAddr top_of_memory, size_t steps) {
        return (record_pages + 3) * page_size + align_up(bay_size * cpus, page_size) +
               PageTables::bytes_for(top_of_memory) + align_up(sizeof(CopyStep) * steps, page_size) + smm_bytes(cpus);
    }
    // SMM enters at SMBASE + 0x8000 and saves to SMBASE + 0xfe00 (SDM vol. 3, 32.4). Each CPU's SMBASE is 0x400 above the
    // one before: entries then fill the lower, save areas the upper half of every 0x400.
    static constexpr uint64_t smm_stride = 0x400, smm_window = 0x10000;
    static constexpr uint64_t smm_bytes(size_t cpus) { return smm_window + align_up(smm_stride * cpus, page_size); }

    void initialize(PhysRange range) { range_ = range; }
    PhysRange range() const { return range_; }
    SafeControl& control() { return *direct_map<SafeControl>(control_address()); }
    // Physical and at the same time virtual in every life: the safe pages are identity-mapped.
    PhysAddr control_address() const { return range_.base + record_pages * page_size; }
    PhysAddr code_address() const { return control_address() + page_size; }
    PhysAddr mailbox_address() const { return code_address() + page_size; }
    PhysAddr bay_address(CpuNumber cpu) const { return mailbox_address() + page_size + bay_size * cpu.value; }
    PhysRange smm_range() const { return {{range_.end().value - smm_bytes(cpus().size())}, smm_bytes(cpus().size())}; }
    Bay& bay(CpuNumber cpu) { return *direct_map<Bay>(bay_address(cpu)); }
    // Where in the safe pages a label of section .safe is.
    PhysAddr code_label(const char* label) const;

    // Makes everything but the record anew: code, IDTs, page tables, one bay for each of cpus(). No CPU may be in the
    // safe pages. Boot CPU.
    void prepare(PhysAddr top_of_memory, size_t max_steps);
    std::span<CopyStep> steps() { return steps_; }
    bool has_arrived(const Cpu& cpu);

  private:
    PhysRange range_;
    std::span<CopyStep> steps_;
};

SafePages& safe_pages();

// Leaves this life for a label of section .safe, with the bay's address in rdi. On the CPU that leaves; interrupts off
// from here on.
[[noreturn]] void enter_safe_code(Cpu& cpu, const char* label);
