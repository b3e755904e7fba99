// The ACPI multiprocessor wakeup mailbox (ACPI 6.5, 5.2.12.19; the TEST command and its answer: ACPI 6.6). Here it lies
// in the safe pages and the waiting code is ours; on a machine that forbids INIT (TDX) both are the firmware's.
#pragma once

#include <atomic>

#include "kernel/base/types.hpp"

enum class MailboxCommand : uint16_t { Noop = 0, Wakeup = 1, Test = 2 };

struct Mailbox {
    // Whoever waits and is named by apic_id answers by setting it to Noop. Pairs the release of the boot CPU, which has
    // written the rest, with the load in smp/safe/mailbox.asm.
    std::atomic<MailboxCommand> command;
    uint16_t reserved;
    uint32_t apic_id;
    uint64_t wakeup_vector; // 64-bit, identity-mapped, interrupts off
};
static_assert(sizeof(Mailbox) == 16 && offsetof(Mailbox, apic_id) == 4 && offsetof(Mailbox, wakeup_vector) == 8);
