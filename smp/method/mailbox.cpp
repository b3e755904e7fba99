// method=mailbox: what TDX guests need, where INIT is forbidden. Every CPU waits in the safe pages, on their identity
// map, and looks at the mailbox; one store brings one CPU into B. The TEST command proves that a CPU waits before
// anything is overwritten. Linux: arch/x86/kernel/acpi/madt_wakeup.c.
#include "smp/safe/mailbox.hpp"
#include "kernel/log/print.hpp"
#include "smp/call.hpp"
#include "smp/method/method.hpp"
#include "smp/safe/safe_pages.hpp"

extern "C" const char mailbox_wait[]; // smp/safe/mailbox.asm
extern "C" const char safe_into_b[];  // smp/safe/into_b.asm

namespace {

Mailbox& mailbox() { return *direct_map<Mailbox>(safe_pages().mailbox_address()); }

// One command to one CPU; false if it has not answered in time. A CPU that B does not know still answers: it is there.
bool command(const Cpu& cpu, MailboxCommand command) {
    mailbox().apic_id = cpu.apic_id.value;
    mailbox().wakeup_vector = safe_pages().code_label(safe_into_b).value;
    mailbox().command.store(command, std::memory_order_release);
    const bool answered = wait_until(
        call::patience(), [] { return mailbox().command.load(std::memory_order_acquire) == MailboxCommand::Noop; });
    if (!answered) print("# mailbox: cpu {} did not answer command {}\n", cpu.number, static_cast<uint16_t>(command));
    return answered;
}

void leave(Cpu& cpu) { enter_safe_code(cpu, mailbox_wait); }

void take(Cpu& cpu) {
    if (command(cpu, MailboxCommand::Test)) transition(cpu, CpuState::Parked, "mailbox-test-answered");
}

void reclaim(Cpu& cpu) { command(cpu, MailboxCommand::Wakeup); }

PhysAddr wait_word(Cpu&) { return safe_pages().mailbox_address() + offsetof(Mailbox, command); }

} // namespace

METHOD(mailbox) = {
    .name = "mailbox",
    .text = "The safe pages, at the ACPI wakeup mailbox: one store brings one CPU into B, without INIT.",
    .gather = true,
    .needs = Needs::Nothing,
    .why_unusable = always_usable,
    .leave = leave,
    .take = take,
    .reclaim = reclaim,
    .wait_word = wait_word,
    .waits_at_mailbox = true,
};
