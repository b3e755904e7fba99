// The safe pages: memory that belongs to neither kernel while CPUs cross from one to the other. Linux's term. B
// reserves them in its first life, the image header names them, every life finds them in the same place, and nothing
// else ever lies there.
//
//   page 0 … 2  the life record: what the next life must know                      (hibernate/life/life.hpp)
//   page 3      SafeControl: what CPUs in here load and do                         (smp/safe/control.hpp)
//   page 4      the safe code: all of section .safe                                (*.asm, safe_inject.cpp)
//   page 5      the mailbox of method=mailbox                                      (smp/safe/mailbox.hpp)
//   then        one bay a CPU: its GDT, TSS, stack, counters                       (smp/safe/bay.hpp)
//   then        page tables (identity map of all memory), the copier's list
//   at the end  the CPUs' SMM entries and save areas, once SMBASE was moved there  (smp/event/smm.hpp)
//
// Everything is below 4 GiB, because parked CPUs run with paging off.
//
// The safe code
//
// What may run here. CPUs that wait (park.asm, jmp.asm, mailbox.asm), the boot CPU that copies (copier.asm,
//   copy_pieces.asm), what interrupts them (handlers.asm), and the way from here into B (into_b.asm). Nothing else is
//   in section .safe, and nothing of the kernels runs here.
// Where it runs. It is linked with the kernel and copied here by prepare(), so it runs at another address than it is
//   linked at: every reference to itself is relative, and a build whose .safe needs a relocation fails
//   (scripts/kernel.mk). The page is mapped at its physical address by the safe pages' own tables, by A's and by B's; a
//   parked CPU has paging off.
// On which tables. Its first instructions replace the old life's GDT, stack, TSS, IDT and page tables, in this order
//   (enter_safe64.inc says why), and only then does the CPU say that it has arrived: from then on the old life's memory
//   may die under nobody.
// On which stack. The CPU's own bay. A stack that several CPUs share would not survive an NMI to all of them.
// With which IDT. NMI and #MC, in one table for 64-bit and 32-bit mode (handlers.asm, IdtOfBothModes); they count in
//   the bay that the stack lies in. In 64-bit mode they have stacks of their own there, so they also serve the first
//   instructions of the next life, whatever its RSP is. Maskable interrupts stay off. Any other exception is a triple
//   fault: nobody is left who could report it.
// What it must never touch. Memory of either kernel, but for what the copier's list names; text and data of the life
//   that it came from, so no function that is not inlined and no string constant; devices, but for COM1 and the local
//   APIC, when the copier provokes an event or writes its one line.
// When it ends. B fills the code with INT3 when the last CPU is back (retire_code()), and every CPU has to answer after
//   that.
#pragma once

#include <array>
#include <span>

#include "kernel/memory/arena.hpp"
#include "kernel/memory/page_tables.hpp"
#include "smp/cpu.hpp"
#include "smp/safe/bay.hpp"
#include "smp/safe/control.hpp"

class SafePages {
  public:
    static constexpr uint64_t record_pages = 3;
    // Bytes for this many CPUs, page tables of that size (MappedMemory), this many copy steps.
    static constexpr uint64_t bytes_for(size_t cpus, uint64_t table_bytes, size_t steps) {
        return (record_pages + 3) * page_size + align_up(bay_size * cpus, page_size) + table_bytes +
               align_up(sizeof(CopyStep) * steps, page_size) + smm_bytes(cpus);
    }
    // SMM enters at SMBASE + 0x8000 and saves to SMBASE + 0xfe00 (SDM vol. 3, "SMRAM"). Each CPU's SMBASE is 0x400
    // above the one before: entries then fill the lower, save areas the upper half of every 0x400.
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
    void prepare(const MemoryMap& memory, size_t max_steps);
    // Room for the copier's list, from prepare() on.
    std::span<CopyStep> steps() { return steps_; }
    // Whether code, IDT, GDTs and TSSs are still what prepare() put here. Before retire_code(), boot CPU.
    bool is_as_prepared();
    // What stays as it is from the copier's start on, whoever runs in here: the record, the code, page tables and list.
    std::array<PhysRange, 3> constant_ranges() const;
    // Nobody is in here any more: fills the code with INT3, so that whoever says so wrongly does not get far. Boot CPU
    // of B.
    void retire_code();
    bool has_arrived(const Cpu& cpu);

  private:
    void prepare_bays();
    void prepare_tables(Arena& arena, const MemoryMap& memory);
    PhysRange range_;
    std::span<CopyStep> steps_;
};

SafePages& safe_pages();

// Leaves this life for a label of section .safe, with the bay's address in rdi. On the CPU that leaves; interrupts off
// from here on.
[[noreturn]] void enter_safe_code(Cpu& cpu, const char* label);
