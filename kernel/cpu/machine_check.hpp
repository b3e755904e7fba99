// Machine check banks (SDM vol. 3, Machine-Check Architecture; AMD APM vol. 2, Machine Check Architecture): on, and
// survivable.
#pragma once

#include <cstdint>

// Where the banks' registers are, for handlers without C++ too (smp/clear_machine_check.inc). IA32_MCi_CTL is the one
// before STATUS.
struct MachineCheckBanks {
    uint32_t first_status, stride, count;
};

namespace machine_check {
// From IA32_MCG_CAP and CPUID 8000_0007 EBX[3], ScalableMca. Pure, host-tested.
MachineCheckBanks banks_of(uint64_t mcg_cap, bool is_scalable);
// This CPU's; none if it has no machine checks.
MachineCheckBanks banks();
// Sets CR4.MCE and enables every error of every bank. Each CPU for itself, before it can take part in anything: a
// CPU with CR4.MCE clear shuts the machine down when a machine check is broadcast.
void enable();
// Clears every MCi_STATUS, then MCG_STATUS: with MCIP still set a second machine check is a shutdown. The #MC handler's
// job.
void clear();
} // namespace machine_check
