// Starting CPUs by INIT-SIPI-SIPI (SDM vol. 3, "MP Initialization Example"), all at once or one by one, and
// waiting for them.
#pragma once

#include "kernel/options/options.hpp"
#include "smp/cpu.hpp"

namespace bring_up {
// Before anything else here: how CPUs set their APIC, and this life's trampoline page. Boot CPU.
void initialize(ApicMode apic, PhysAddr trampoline_page);
// One broadcast INIT-SIPI-SIPI for all other CPUs of the machine.
void start_all();
// INIT-SIPI for one CPU, or SIPI alone for one that is in wait-for-SIPI already. Does not wait for it.
void start_one(Cpu& cpu);
void start_one_in_init(Cpu& cpu);
// Waits until every application processor is Online. If nobody new comes for 200 µs, SIPI is sent once more to those
// who have not come; if then nobody new comes for two seconds, they become Missing.
void await_all();
} // namespace bring_up
