// The safe pages: memory that belongs to neither kernel while CPUs cross from one to the other. Linux's term. B
// reserves them in its first life, the image header names them, every life finds them in the same place, and nothing
// else ever lies there.
//
//   page 0, 1   the life record: who owns the pages, what the next life must know  (hibernate/life.hpp)
//   page 2      SafeControl: page tables, IDTs, the way into B, the copier's orders
//   page 3      code: everything in section .safe, position-independent
//   then        one bay a CPU: its GDT, TSS, stack, counters
//   then        page tables (identity map of all memory), the copier's list
//
// Everything is below 4 GiB, because parked CPUs run with paging off.
#pragma once

#include <atomic>
#include <span>

#include "kernel/arena.hpp"
#include "kernel/descriptors.hpp"
#include "smp/copy_step.hpp"
#include "smp/cpu.hpp"
#include "smp/trampoline.hpp"

enum class BayState : uint32_t { Empty = 0, Arrived = 1 };

// One CPU's own place. Its stack fills the rest; code finds the bay by masking the stack pointer, hence the alignment.
struct alignas(2048) Bay {
    Gdt gdt;
    Tss64 tss; // serves as 32-bit TSS too: both are 104 bytes, and neither is ever switched through
    DescriptorPointer gdt_pointer;
    uint16_t padding0;
    uint32_t apic_id;
    // Pairs the release in smp/method_park.asm and smp/method_jmp.asm with the acquire in safe_area::has_arrived().
    std::atomic<uint32_t> state;
    uint64_t arrived_at; // TSC
    // Why the CPU woke, by its own count, so that a survivor shows what it survived.
    uint64_t nmi_count, machine_check_count, wake_count;
};
inline constexpr uint64_t bay_size = sizeof(Bay);
static_assert(bay_size == 2048 && alignof(Bay) == 2048);

// Shared with NASM through boot/asm_offsets.cpp. Everything physical unless it says otherwise.
struct SafeControl {
    Gate64 idt64[32];
    Gate32 idt32[32];
    DescriptorPointer idt64_pointer;
    DescriptorPointer32 idt32_pointer;
    uint32_t page_tables; // identity map of all memory
    uint32_t code;        // page 3

    // For CPUs that go into B by themselves (handoff=jmp). `go` is set by the copier after its last step; pairs its
    // store (x86 stores are release) with the load in smp/method_jmp.asm.
    std::atomic<uint32_t> go;
    uint32_t b_cr3, b_ap_table, b_ap_count;
    uint64_t b_ap_start; // virtual, in B

    // The copier's orders (hibernate/copier.asm) and what it did.
    uint32_t steps, step_count;
    uint32_t jump_cr3;
    uint64_t jump_to;          // under jump_cr3
    uint64_t jump_argument[2]; // in rdi and rsi
    uint64_t copy_started, copy_ended;
};
static_assert(sizeof(SafeControl) <= page_size);
inline constexpr uint32_t go_word = 0x6f67; // "go": nothing else releases a waiting CPU

class SafeArea {
  public:
    static constexpr uint64_t record_pages = 2;
    // Bytes for this many CPUs, this much memory, this many copy steps.
    static uint64_t bytes_for(size_t cpus, PhysAddr top_of_memory, size_t steps);

    void initialize(PhysRange range) { range_ = range; }
    PhysRange range() const { return range_; }
    SafeControl& control() { return *direct_map<SafeControl>(control_address()); }
    // Physical and at the same time virtual in every life: the safe pages are identity-mapped.
    PhysAddr control_address() const { return range_.base + record_pages * page_size; }
    PhysAddr code_address() const { return control_address() + page_size; }
    PhysAddr bay_address(CpuNumber cpu) const { return code_address() + page_size + bay_size * cpu.value; }
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

SafeArea& safe_area();

// Leaves this life for a label of section .safe, with the bay's address in rdi. On the CPU that leaves; interrupts off
// from here on.
[[noreturn]] void enter_safe_code(Cpu& cpu, const char* label);
