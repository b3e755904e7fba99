// Machine check banks (SDM vol. 3, "Machine-Check MSRs"; AMD APM vol. 2, "Machine Check Architecture"): on, and
// survivable.
#pragma once

namespace machine_check {
// Sets CR4.MCE and enables every error of every bank. Each CPU for itself, before it can take part in anything: a
// CPU with CR4.MCE clear shuts the machine down when a machine check is broadcast.
void enable();
// Clears every MCi_STATUS, then MCG_STATUS: with MCIP still set a second machine check is a shutdown. The #MC handler's job.
void clear();
} // namespace machine_check
