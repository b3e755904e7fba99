// Numbers that NASM needs of C++. Compiled to assembly only; scripts/kernel.mk turns each `->NAME VALUE` into `NAME
// equ VALUE` in asm_offsets.inc. So every shared layout has one definition, the C++ one.
#include <cstddef>

#include "hibernate/image/context.hpp"
#include "hibernate/life/protocol.hpp"
#include "kernel/cpu/registers.hpp"
#include "kernel/memory/layout.hpp"
#include "smp/cpu_table.hpp"
#include "smp/safe/mailbox.hpp"
#include "smp/safe/safe_pages.hpp"
#include "smp/trampoline.hpp"

#define EMIT(name, value) asm volatile("# ->" #name " %0" : : "i"(static_cast<uint64_t>(value)))

void asm_offsets() {
    EMIT(CR0_PE, cr0::PE);
    EMIT(CR0_WP, cr0::WP);
    EMIT(CR0_NW, cr0::NW);
    EMIT(CR0_CD, cr0::CD);
    EMIT(CR0_PG, cr0::PG);
    EMIT(CR4_PAE, cr4::PAE);
    EMIT(CR4_MCE, cr4::MCE);
    EMIT(CR4_PGE, cr4::PGE);
    EMIT(CR4_PCIDE, cr4::PCIDE);
    EMIT(IA32_EFER, Msr::IA32_EFER);
    EMIT(EFER_LME, efer::LME);
    EMIT(EFER_NXE, efer::NXE);

    EMIT(SELECTOR_CODE64, selector::code64);
    EMIT(SELECTOR_DATA, selector::data);
    EMIT(SELECTOR_CODE32, selector::code32);
    EMIT(SELECTOR_TSS, selector::tss);
    EMIT(DIRECT_MAP_BASE, direct_map_base);

    EMIT(PROTOCOL_MULTIBOOT2, Protocol::Multiboot2);
    EMIT(PROTOCOL_PVH, Protocol::Pvh);

    EMIT(AP_ENTRY_SIZE, sizeof(ApEntry));
    EMIT(AP_ENTRY_APIC_ID, offsetof(ApEntry, apic_id));
    EMIT(AP_ENTRY_CPU, offsetof(ApEntry, cpu));
    EMIT(AP_ENTRY_STACK_TOP, offsetof(ApEntry, stack_top));

    EMIT(CPU_FIRST_INSTRUCTION, offsetof(Cpu, first_instruction));
    EMIT(TRAMPOLINE_ARGUMENTS, trampoline_arguments_offset);
    EMIT(TA_GDT_POINTER, offsetof(TrampolineArguments, gdt_pointer));
    EMIT(TA_IDT_POINTER, offsetof(TrampolineArguments, idt_pointer));
    EMIT(TA_TO_32BIT, offsetof(TrampolineArguments, to_32bit));
    EMIT(TA_TO_64BIT, offsetof(TrampolineArguments, to_64bit));
    EMIT(TA_CR3, offsetof(TrampolineArguments, cr3));
    EMIT(TA_AP_TABLE, offsetof(TrampolineArguments, ap_table));
    EMIT(TA_AP_COUNT, offsetof(TrampolineArguments, ap_count));
    EMIT(TA_HAS_XD_DISABLE, offsetof(TrampolineArguments, has_xd_disable));
    EMIT(TA_MC_BANKS, offsetof(TrampolineArguments, machine_check));
    EMIT(TA_STRAY, offsetof(TrampolineArguments, stray));
    EMIT(TA_NMI_COUNT, offsetof(TrampolineArguments, nmi_count));
    EMIT(TA_MC_COUNT, offsetof(TrampolineArguments, machine_check_count));
    EMIT(TA_STACK16, offsetof(TrampolineArguments, stack16));
    EMIT(TA_FRAME16_POINTER, offsetof(TrampolineArguments, frame16_pointer));
    EMIT(TA_STACK32, offsetof(TrampolineArguments, stack32));
    EMIT(TA_FRAME32_POINTER, offsetof(TrampolineArguments, frame32_pointer));
    EMIT(TA_FRAME64, offsetof(TrampolineArguments, frame64));
    EMIT(TA_START, offsetof(TrampolineArguments, start));
    EMIT(TA_SCRATCH_TOP, offsetof(TrampolineArguments, scratch) + sizeof(TrampolineArguments::scratch));
    EMIT(MC_BANKS_FIRST_STATUS, offsetof(MachineCheckBanks, first_status));
    EMIT(MC_BANKS_STRIDE, offsetof(MachineCheckBanks, stride));
    EMIT(MC_BANKS_COUNT, offsetof(MachineCheckBanks, count));

    EMIT(BAY_SIZE, bay_size);
    EMIT(BAY_GDT_POINTER, offsetof(Bay, gdt_pointer));
    EMIT(BAY_STATE, offsetof(Bay, state));
    EMIT(BAY_ARRIVED, BayState::Arrived);
    EMIT(BAY_ARRIVED_AT, offsetof(Bay, arrived_at));
    EMIT(BAY_NMI_COUNT, offsetof(Bay, counters) + offsetof(WakeCounters, nmi));
    EMIT(BAY_SMI_COUNT, offsetof(Bay, counters) + offsetof(WakeCounters, smi));
    EMIT(BAY_MC_COUNT, offsetof(Bay, counters) + offsetof(WakeCounters, machine_check));
    EMIT(BAY_WAKE_COUNT, offsetof(Bay, counters) + offsetof(WakeCounters, wakes));
    EMIT(BAY_MC_BANKS, offsetof(Bay, machine_check));
    EMIT(BAY_PARK_OPTIONS, offsetof(Bay, park_options));
    EMIT(PARK_WITHOUT_IDT, ParkOption::WithoutIdt);
    EMIT(PARK_WITHOUT_MCE, ParkOption::WithoutMce);
    EMIT(PARK_NMI_LATCHED, ParkOption::NmiLatched);

    EMIT(SC_IDT_POINTER, offsetof(SafeControl, tables.idt_pointer));
    EMIT(SC_PAGE_TABLES, offsetof(SafeControl, tables.page_tables));
    EMIT(SC_MAILBOX, offsetof(SafeControl, tables.mailbox));
    EMIT(SAFE_CONTROL_SIZE, page_size);
    EMIT(BAY_APIC_ID, offsetof(Bay, apic_id));
    EMIT(MAILBOX_COMMAND, offsetof(Mailbox, command));
    EMIT(MAILBOX_APIC_ID, offsetof(Mailbox, apic_id));
    EMIT(MAILBOX_WAKEUP_VECTOR, offsetof(Mailbox, wakeup_vector));
    EMIT(MAILBOX_NOOP, MailboxCommand::Noop);
    EMIT(MAILBOX_WAKEUP, MailboxCommand::Wakeup);
    EMIT(MAILBOX_TEST, MailboxCommand::Test);
    EMIT(SC_GO, offsetof(SafeControl, progress.go));
    EMIT(GO_WORD, go_word);
    EMIT(SC_B_CR3, offsetof(SafeControl, into_b.cr3));
    EMIT(SC_B_AP_TABLE, offsetof(SafeControl, into_b.ap_table));
    EMIT(SC_B_AP_COUNT, offsetof(SafeControl, into_b.ap_count));
    EMIT(SC_B_AP_START, offsetof(SafeControl, into_b.ap_start));
    EMIT(SC_STEPS, offsetof(SafeControl, orders.steps));
    EMIT(SC_STEP_COUNT, offsetof(SafeControl, orders.step_count));
    EMIT(SC_COPY_BY, offsetof(SafeControl, orders.copy_by));
    EMIT(COPY_BY_UNROLLED, CopyBy::Unrolled);
    EMIT(COPY_BY_MOVSQ, CopyBy::Movsq);
    EMIT(SC_LANDING_CR3, offsetof(SafeControl, orders.landing_cr3));
    EMIT(SC_LANDING, offsetof(SafeControl, orders.landing));
    EMIT(SC_LANDING_ARGUMENT_1, offsetof(SafeControl, orders.landing_argument));
    EMIT(SC_LANDING_ARGUMENT_2, offsetof(SafeControl, orders.landing_argument) + sizeof(uint64_t));
    EMIT(SC_COPY_STARTED, offsetof(SafeControl, progress.started));
    EMIT(SC_COPY_ENDED, offsetof(SafeControl, progress.ended));
    EMIT(SC_STEP_DESTINATION, offsetof(SafeControl, progress.step_destination));
    EMIT(SC_STEP_SOURCE, offsetof(SafeControl, progress.step_source));
    EMIT(SC_STEP_LEFT, offsetof(SafeControl, progress.step_left));
    EMIT(SC_HELPERS, offsetof(SafeControl, progress.helpers));
    EMIT(SC_HELPERS_LIMIT, offsetof(SafeControl, orders.helpers_limit));
    EMIT(SC_EVENT_HERE, offsetof(SafeControl, orders.event_here));
    EMIT(SC_ANNOUNCE_WHEN_LEFT, offsetof(SafeControl, orders.announce_when_left));
    EMIT(SC_EVENT_WHEN_LEFT, offsetof(SafeControl, orders.event_when_left));
    EMIT(SC_NO_IDT_POINTER, offsetof(SafeControl, tables.no_idt_pointer));
    EMIT(STEP_SIZE, sizeof(CopyStep));
    EMIT(STEP_DESTINATION, offsetof(CopyStep, destination));
    EMIT(STEP_SOURCE, offsetof(CopyStep, source));
    EMIT(STEP_LENGTH, offsetof(CopyStep, length));

    EMIT(CONTEXT_RBX, offsetof(Context, rbx));
    EMIT(CONTEXT_RBP, offsetof(Context, rbp));
    EMIT(CONTEXT_R12, offsetof(Context, r12));
    EMIT(CONTEXT_R13, offsetof(Context, r13));
    EMIT(CONTEXT_R14, offsetof(Context, r14));
    EMIT(CONTEXT_R15, offsetof(Context, r15));
    EMIT(CONTEXT_RSP, offsetof(Context, rsp));
    EMIT(CONTEXT_RIP, offsetof(Context, rip));
    EMIT(CONTEXT_CR0, offsetof(Context, cr0));
    EMIT(CONTEXT_CR4, offsetof(Context, cr4));
}
