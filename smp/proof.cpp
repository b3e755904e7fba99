#include "smp/proof.hpp"

#include "kernel/cpu/interrupts.hpp"
#include "kernel/cpu/registers.hpp"
#include "kernel/log/print.hpp"
#include "kernel/report/event_log.hpp"
#include "smp/call.hpp"
#include "smp/cpu_state.hpp"
#include "smp/local_apic.hpp"
#include "smp/offline.hpp"

namespace {

uint64_t base_of_gdt() {
    DescriptorPointer p;
    asm volatile("sgdt %0" : "=m"(p));
    return p.base;
}
uint64_t base_of_idt() {
    DescriptorPointer p;
    asm volatile("sidt %0" : "=m"(p));
    return p.base;
}
uint16_t task_register() {
    uint16_t v;
    asm volatile("str %0" : "=r"(v));
    return v;
}

// On the CPU itself.
void write(Cpu& cpu, void* data) {
    const auto& mark = *static_cast<const LifeMark*>(data);
    cpu.proof = {local_apic::id(),
                 mark,
                 {read_cr3(), read_cr4(), read_msr(Msr::IA32_EFER), base_of_gdt(), base_of_idt(), task_register()}};
}

LifeRegisters registers_wanted(const Cpu& cpu) {
    return {read_cr3(),   cr4_of_life, efer_of_life, reinterpret_cast<uint64_t>(&cpu.gdt), interrupts::idt_base(),
            selector::tss};
}

template <typename Good>
Tally count(std::string_view what, Good good) {
    Tally t;
    for (const Cpu& cpu : cpus()) {
        const bool is_good = good(cpu);
        if (!is_good)
            print("# cpu {} apic id {} is {}: {} not proven\n", cpu.number, cpu.apic_id, name_of(cpu.state.load()),
                  what);
        t.good += is_good;
        t.all++;
    }
    return t;
}

Tally with_state() {
    return count("this life's state", [](const Cpu& cpu) { return cpu.proof.registers == registers_wanted(cpu); });
}

} // namespace

void proof::collect(LifeMark mark) {
    for (Cpu& cpu : cpus()) {
        cpu.proof = {};
        call::on_cpu(cpu, write, &mark);
    }
}

Tally proof::with_mark(LifeMark mark) {
    return count("its own mark", [&](const Cpu& cpu) { return cpu.proof.bears(cpu.apic_id, mark); });
}

proof::Answers proof::ask_every_cpu(const Options& options, LifeMark mark) {
    Answers a{};
    a.onlined = offline::siblings_on();
    collect(mark);
    a.marked = with_mark(mark);
    a.in_state = with_state();
    a.offlined = offline::settle(options);
    event_log::flush();
    return a;
}
