#include <algorithm>

#include "kernel/cpu/machine_check.hpp"
#include "kernel/cpu/registers.hpp"

// The 32nd bank's registers end below IA32_VMX_BASIC (SDM vol. 4). AMD's scalable MCA has 16 registers a bank
// elsewhere, and up to 64 banks (APM vol. 2, Machine Check Architecture Extensions).
MachineCheckBanks machine_check::banks_of(uint64_t mcg_cap, bool is_scalable) {
    constexpr uint32_t most = 32, most_scalable = 64;
    const auto count = static_cast<uint32_t>(mcg_cap & 0xff);
    if (is_scalable) return {static_cast<uint32_t>(Msr::MCA_STATUS_BANK0), 16, std::min(count, most_scalable)};
    return {static_cast<uint32_t>(Msr::IA32_MC0_STATUS), 4, std::min(count, most)};
}
