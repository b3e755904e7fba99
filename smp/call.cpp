#include "smp/call.hpp"

#include "kernel/cpu/interrupts.hpp"
#include "kernel/cpu/machine_check.hpp"
#include "kernel/cpu/registers.hpp"
#include "kernel/memory/layout.hpp"
#include "smp/local_apic.hpp"

namespace {

// An NMI may strike when this CPU does not know yet who it is.
void count_nmi() {
    const auto base = read_msr(Msr::IA32_GS_BASE);
    for (Cpu& cpu : cpus()) {
        if (base != reinterpret_cast<uint64_t>(&cpu)) continue;
        cpu.counters->nmi++;
        return;
    }
    unclaimed_nmis.fetch_add(1, std::memory_order_relaxed);
}

} // namespace

void call::initialize() {
    // The call itself is found by idle(): the interrupt only ends its HLT.
    interrupts::set_handler(call_vector, [](InterruptFrame&) { local_apic::end_of_interrupt(); });
    interrupts::set_handler(spurious_vector, [](InterruptFrame&) {}); // no EOI: SDM vol. 3, "Spurious Interrupt"
    interrupts::set_handler(vector::NMI, [](InterruptFrame&) { count_nmi(); });
    interrupts::set_handler(vector::MC, [](InterruptFrame&) {
        machine_check::clear();
        this_cpu().counters->machine_check++;
    });
}

Ticks call::patience() { return tsc::from_microseconds(10'000'000); }

void call::post(Cpu& cpu, CpuFunction function, void* data) {
    cpu.call_function = function;
    cpu.call_data = data;
    cpu.call_posted.fetch_add(1, std::memory_order_release); // counterpart: idle()
    local_apic::send_fixed(cpu.apic_id, call_vector);
}

bool call::on_cpu(Cpu& cpu, CpuFunction function, void* data) {
    if (&cpu == &this_cpu()) {
        function(cpu, data);
        return true;
    }
    if (cpu.state.load(std::memory_order_acquire) != CpuState::Online) return false;
    post(cpu, function, data);
    const uint32_t number = cpu.call_posted.load(std::memory_order_relaxed);
    return wait_until(patience(), [&] { return cpu.call_finished.load(std::memory_order_acquire) == number; });
}

void call::idle(Cpu& cpu) {
    // Calls posted before this CPU entered this life (it comes back here after a handoff) were for its former self.
    uint32_t seen = cpu.call_posted.load(std::memory_order_relaxed);
    cpu.call_finished.store(seen, std::memory_order_relaxed); // published by the transition
    cpu.online_at = now();
    // Given up in the meantime: nobody counts on this CPU any more, and an INIT is on its way (bring_up::give_up()).
    if (!transition_unless(CpuState::Missing, cpu, CpuState::Online, "arrived", cpu.online_at)) halt_forever();
    for (;;) {
        disable_interrupts();
        const uint32_t posted = cpu.call_posted.load(std::memory_order_acquire); // counterpart: post()
        if (posted == seen) {
            enable_interrupts_and_halt();
            continue;
        }
        seen = posted;
        cpu.call_function(cpu, cpu.call_data);
        cpu.call_finished.store(seen, std::memory_order_release); // counterpart: on_cpu()
    }
}
