// The local APIC, in xAPIC or x2APIC mode (SDM vol. 3, "Advanced Programmable Interrupt Controller").
// Every call reads IA32_APIC_BASE for the mode: it may differ between CPUs, between lives, and it survives INIT.
//
// All calls act on the calling CPU's own APIC, with interrupts on or off.
#pragma once

#include "kernel/base/types.hpp"
#include "kernel/options/options.hpp"

namespace local_apic {

// Software-enables the APIC in the mode asked for; X2Apic needs cpu_has_x2apic(). TPR 0, all priorities accepted.
void enable(ApicMode mode);
bool in_x2apic_mode();
ApicId id();
void end_of_interrupt();

// Interprocessor interrupts. Sending waits, bounded, until the APIC has accepted the one before (xAPIC only).
void send_fixed(ApicId to, uint8_t vector);
void send_nmi(ApicId to);
void send_smi(ApicId to);
void send_init(ApicId to);
// `page` is the physical page number below 0x100 that the CPU starts at, in real mode.
void send_startup(ApicId to, uint8_t page);
void send_init_to_all_others();
void send_startup_to_all_others(uint8_t page);

} // namespace local_apic
