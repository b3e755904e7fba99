// Starting CPUs by INIT-SIPI-SIPI (SDM vol. 3, "Typical BSP Initialization Sequence"), all at once or one by one, and
// waiting for them.
#pragma once

#include "kernel/options/options.hpp"
#include "smp/cpu.hpp"

namespace bring_up {
// Before anything else here: how CPUs set their APIC, and this life's trampoline page. Boot CPU.
void initialize(ApicMode apic, PhysAddr trampoline_page);
// INIT and SIPI for every application processor. Does not wait for them.
void start_all();
// INIT for one CPU; then, for all that were sent one together, the time that INIT takes; then SIPI. Does not wait for
// the CPU.
void stop_one(Cpu& cpu);
void await_init();
void start_one(Cpu& cpu);
// SIPI alone, for a CPU that the method itself has sent INIT.
void start_one_in_init(Cpu& cpu);
// Waits until every application processor has been Online, for as long as they keep coming. SIPI, and then the whole
// sequence, is repeated for those who have not come. Who stays away becomes Missing, and is sent INIT.
void await_all();
// Before this life's memory is overwritten: a CPU that is Missing and comes late after all must not find its way into
// it.
void shut_out_missing();
// Whether there is no other CPU, for a machine whose tables say nothing: starts whoever is there, and sends them back
// to INIT. They halt in the trampoline page if they come late. Only for a life without application processors.
bool is_alone();
} // namespace bring_up
