// Does HLT restart after an SMI? Hardware goes back into HLT by itself (SDM vol. 3, "Auto HALT Restart"), fetching it
// again; an emulator that does not falls through to the next instruction.
#include "kernel/log/print.hpp"
#include "smp/call.hpp"
#include "smp/event/smm.hpp"
#include "smp/local_apic.hpp"
#include "smp/probe/probe.hpp"
#include "smp/safe/safe_pages.hpp"

namespace {

// One HLT with interrupts off; the call returns only when something has ended it.
void halt_once(Cpu& cpu, void*) {
    transition(cpu, CpuState::Left, "probe-hlt");
    halt();
    transition(cpu, CpuState::Online, "hlt-ended");
}

bool returns_within(Cpu& cpu, uint64_t us) {
    return wait_until(tsc::from_microseconds(us),
                      [&] { return cpu.state.load(std::memory_order_acquire) == CpuState::Online; });
}

void run(Cpu& subject, const ProbeContext& context) {
    if (const auto why = smm::why_unseen(subject, context.default_smram_available); !why.empty()) {
        print("# PROBE hlt-smi {}\n", why); // HLT may restart or not, and we could not tell who did it
        return;
    }
    volatile uint64_t& smis = safe_pages().bay(subject.number).counters.smi;
    smis = 0;
    call::post(subject, halt_once, nullptr);
    wait_until(call::patience(), [&] { return subject.state.load(std::memory_order_acquire) == CpuState::Left; });
    constexpr uint64_t settle_us = 20'000;
    const bool ended_by_itself = returns_within(subject, settle_us);
    local_apic::send_smi(subject.apic_id);
    const bool taken = wait_until(tsc::from_microseconds(1'000'000), [&] { return smis != 0; });
    const bool fell_through = returns_within(subject, settle_us);
    print("# PROBE hlt-smi ended-by-itself={} smi-taken={}", ended_by_itself, taken);
    if (taken && !ended_by_itself) print(" restarts={}", !fell_through); // else nothing is known of it
    print("\n");
    if (!fell_through) local_apic::send_nmi(subject.apic_id); // brings it out of HLT
    wait_until(call::patience(), [&] { return subject.state.load(std::memory_order_acquire) == CpuState::Online; });
}

} // namespace

PROBE(hlt_smi) = {"hlt-smi", "Does HLT restart after an SMI?", false, run};
