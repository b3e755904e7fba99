#include "smp/bring_up.hpp"

#include "kernel/base/cpuid.hpp"
#include "kernel/log/print.hpp"
#include "smp/call.hpp"
#include "smp/cpu_state.hpp"
#include "smp/init_delay.hpp"
#include "smp/local_apic.hpp"
#include "smp/trampoline.hpp"

namespace {

ApicMode apic_mode;

void delay_after_init() {
    if (needs_init_delay([](uint32_t leaf, uint32_t subleaf) { return cpuid(leaf, subleaf); })) wait_us(10'000);
}

void send_init(Cpu& cpu) {
    cpu.init_sent = now();
    local_apic::send_init(cpu.apic_id);
}
void send_startup(Cpu& cpu) {
    cpu.sipi_sent = now();
    local_apic::send_startup(cpu.apic_id, trampoline::startup_page());
}

bool is_in(const Cpu& cpu, CpuState state) { return cpu.state.load(std::memory_order_acquire) == state; }
// Who needs not be waited for.
bool is_there(const Cpu& cpu) { return is_in(cpu, CpuState::Online) || is_in(cpu, CpuState::Missing); }

bool all_come_within(uint64_t quiet_us) {
    return wait_for_all(tsc::from_microseconds(quiet_us), application_processors().size(), [] {
        size_t n = 0;
        for (const Cpu& cpu : application_processors()) n += is_there(cpu);
        return n;
    });
}

template <typename Function>
void for_each_absent(Function function) {
    for (Cpu& cpu : application_processors()) {
        if (!is_there(cpu)) function(cpu);
    }
}

// It may be anywhere on its way. Whoever is Missing stops before it counts as here (call::idle()), so INIT hits nobody
// whom we have already counted. False if it has come after all.
bool give_up(Cpu& cpu, std::string_view why) {
    if (!transition_unless(CpuState::Online, cpu, CpuState::Missing, why, now())) return false;
    send_init(cpu);
    return true;
}

// INIT-SIPI-SIPI for one CPU that has not come: whatever became of the first INIT, or of the CPU. Only where INIT was
// the way to get it: otherwise the method that was to bring it has failed, and that is what is to be seen.
void start_again(Cpu& cpu) {
    if (cpu.init_sent.value == 0 || !give_up(cpu, "again")) return;
    delay_after_init();
    transition(cpu, CpuState::Starting, "init-sipi-again");
    send_startup(cpu);
    wait_us(200);
    local_apic::send_startup(cpu.apic_id, trampoline::startup_page());
}

} // namespace

void bring_up::initialize(ApicMode apic, PhysAddr trampoline_page) {
    apic_mode = apic;
    trampoline::prepare(trampoline_page);
}

// One by one, each by its id: a broadcast would start CPUs that the MADT does not list, and those are not ours.
void bring_up::start_all() {
    for (Cpu& cpu : application_processors()) {
        transition(cpu, CpuState::Starting, "init-sipi-all");
        send_init(cpu);
    }
    delay_after_init();
    for (Cpu& cpu : application_processors()) send_startup(cpu);
}

void bring_up::stop_one(Cpu& cpu) {
    transition(cpu, CpuState::Starting, "init-sipi");
    send_init(cpu);
}

void bring_up::await_init() { delay_after_init(); }

void bring_up::start_one(Cpu& cpu) { send_startup(cpu); }

void bring_up::start_one_in_init(Cpu& cpu) {
    transition(cpu, CpuState::Starting, "sipi");
    send_startup(cpu);
}

void bring_up::await_all() {
    constexpr uint64_t until_second_sipi_us = 200, quiet_us = 2'000'000;
    if (!all_come_within(until_second_sipi_us)) {
        // The second SIPI of the SDM's sequence, for whoever missed the first; a CPU that runs ignores it.
        for_each_absent([](Cpu& cpu) {
            if (is_in(cpu, CpuState::Starting)) local_apic::send_startup(cpu.apic_id, trampoline::startup_page());
        });
        if (!all_come_within(quiet_us)) {
            for_each_absent(start_again);
            all_come_within(quiet_us);
        }
    }
    for_each_absent([](Cpu& cpu) {
        if (give_up(cpu, "did-not-come"))
            print("# cpu {} apic id {} did not come: nobody new for 2 s, twice\n", cpu.number, cpu.apic_id);
    });
    const uint32_t nmi = trampoline::nmi_count(), mc = trampoline::machine_check_count();
    if (nmi + mc != 0) print("# on the way through the trampoline: nmi={} mc={}\n", nmi, mc);
}

void bring_up::shut_out_missing() {
    trampoline::close();
    for (Cpu& cpu : application_processors()) {
        if (is_in(cpu, CpuState::Missing)) send_init(cpu);
    }
}

bool bring_up::is_alone() {
    local_apic::send_init_to_all_others();
    delay_after_init();
    local_apic::send_startup_to_all_others(trampoline::startup_page());
    const bool company = wait_until(tsc::from_microseconds(100'000), trampoline::has_stray);
    local_apic::send_init_to_all_others();
    return !company;
}

// On every application processor, from smp/ap_start.asm.
extern "C" [[noreturn]] void ap_main(Cpu& cpu) {
    load_cpu_state(cpu, apic_mode);
    call::idle(cpu);
}
