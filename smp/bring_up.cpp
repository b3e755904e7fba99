#include "smp/bring_up.hpp"

#include "kernel/cpu/cpuid.hpp"
#include "kernel/log/print.hpp"
#include "smp/call.hpp"
#include "smp/cpu_state.hpp"
#include "smp/local_apic.hpp"
#include "smp/trampoline.hpp"

namespace {

ApicMode apic_mode;

// The 10 ms between INIT and SIPI in the SDM's example are for the discrete 82489DX and P5/P6. Intel CPUs from family
// 6 (Linux: from Pentium Pro on, arch/x86/kernel/smpboot.c, smp_quirk_init_udelay) and AMD from family 0xF need none,
// and every CPU with long mode is one of those.
bool needs_init_delay() {
    const uint32_t eax = cpuid(1).eax;
    const uint32_t family = (eax >> 8 & 0xf) == 0xf ? 0xf + (eax >> 20 & 0xff) : eax >> 8 & 0xf;
    return family < 6;
}
void delay_after_init() {
    if (needs_init_delay()) wait_until(tsc::from_microseconds(10'000), [] { return false; });
}

void send_startup(Cpu& cpu) {
    cpu.sipi_sent = now();
    local_apic::send_startup(cpu.apic_id, trampoline::startup_page());
}

bool is_there(const Cpu& cpu) {
    const CpuState s = cpu.state.load(std::memory_order_acquire);
    return s == CpuState::Online || s == CpuState::Missing;
}
size_t count_there() {
    size_t n = 0;
    for (const Cpu& cpu : application_processors()) n += is_there(cpu);
    return n;
}

// One round: true when all are there; false when `quiet` passed without anybody coming.
bool all_come_within(Ticks quiet) {
    for (size_t before = count_there(); before < application_processors().size();) {
        size_t there = before;
        wait_until(quiet, [&] {
            trampoline::turn_back_stray();
            return (there = count_there()) > before;
        });
        if (there == before) return false;
        before = there;
    }
    return true;
}

} // namespace

void bring_up::initialize(ApicMode apic, PhysAddr trampoline_page) {
    apic_mode = apic;
    trampoline::prepare(trampoline_page);
}

void bring_up::start_all() {
    for (Cpu& cpu : application_processors()) transition(cpu, CpuState::Starting, "init-sipi-broadcast");
    const Ticks init_sent = now();
    local_apic::send_init_to_all_others();
    delay_after_init();
    const Ticks sipi_sent = now();
    for (Cpu& cpu : application_processors()) {
        cpu.init_sent = init_sent;
        cpu.sipi_sent = sipi_sent;
    }
    local_apic::send_startup_to_all_others(trampoline::startup_page());
}

void bring_up::start_one(Cpu& cpu) {
    transition(cpu, CpuState::Starting, "init-sipi");
    cpu.init_sent = now();
    local_apic::send_init(cpu.apic_id);
    delay_after_init();
    send_startup(cpu);
}

void bring_up::start_one_in_init(Cpu& cpu) {
    transition(cpu, CpuState::Starting, "sipi");
    send_startup(cpu);
}

void bring_up::await_all() {
    // The second SIPI of the SDM's sequence, for whoever missed the first; a CPU that runs ignores it.
    const bool complete = all_come_within(tsc::from_microseconds(200)) || [] {
        for (Cpu& cpu : application_processors()) {
            if (cpu.state.load(std::memory_order_acquire) != CpuState::Starting) continue;
            local_apic::send_startup(cpu.apic_id, trampoline::startup_page());
        }
        return all_come_within(tsc::from_microseconds(2'000'000));
    }();
    if (complete) return;
    for (Cpu& cpu : application_processors()) {
        if (is_there(cpu)) continue;
        print("# cpu {} apic id {} did not come: nobody new for 2 s\n", cpu.number, cpu.apic_id);
        transition(cpu, CpuState::Missing, "did-not-come");
    }
}

// On every application processor, from smp/ap_start.asm.
extern "C" [[noreturn]] void ap_main(Cpu& cpu) {
    load_cpu_state(cpu, apic_mode);
    call::idle(cpu);
}
