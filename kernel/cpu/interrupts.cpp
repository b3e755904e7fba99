#include "kernel/cpu/interrupts.hpp"

#include "kernel/cpu/descriptors.hpp"
#include "kernel/cpu/registers.hpp"
#include "kernel/log/panic.hpp"

extern "C" const uint64_t interrupt_stubs[256]; // kernel/cpu/interrupts.asm
extern "C" const char early_idt_pointer[];      // boot/entry.asm

namespace {

Gate64 idt[256];
interrupts::Handler handlers[256];

[[noreturn]] void unexpected(const InterruptFrame& f) {
    FixedText<32> reason;
    reason.set("exception-{}", f.vector);
    panic(reason.view(), "exception {} error {} at rip {} rsp {} cr2 {} cr3 {}", f.vector, Hex{f.error_code},
          Hex{f.rip}, Hex{f.rsp}, Hex{read_cr2()}, Hex{read_cr3()});
}

// STI holds interrupts off for one more instruction, the HLT or MWAIT that is to be ended by one
// (kernel/cpu/cpu_instructions.hpp). An NMI between the two would end that, and the interrupt then come before the HLT,
// which sleeps for ever. So STI is executed again. If the byte before was no STI but the end of another instruction, it
// does no harm: interrupts were on anyway.
void keep_shadow_of_sti(InterruptFrame& f) {
    constexpr uint64_t interrupt_flag = 1u << 9;
    constexpr uint8_t sti = 0xfb;
    if ((f.rflags & interrupt_flag) == 0 || reinterpret_cast<const uint8_t*>(f.rip)[-1] != sti) return;
    f.rflags &= ~interrupt_flag;
    f.rip--;
}

} // namespace

void interrupts::build(bool with_ist) {
    for (unsigned v = 0; v < 256; v++) {
        const uint8_t ist = !with_ist          ? 0
                            : v == vector::NMI ? ist_nmi
                            : v == vector::MC  ? ist_mc
                            : v == vector::DF  ? ist_df
                                               : 0;
        idt[v] = Gate64(interrupt_stubs[v], ist);
    }
    load();
}

void interrupts::load() {
    const DescriptorPointer pointer{sizeof(idt) - 1, idt_base()};
    asm volatile("lidt %0" : : "m"(pointer));
}

void interrupts::load_early() { asm volatile("lidt (%0)" : : "r"(early_idt_pointer) : "memory"); }

uint64_t interrupts::idt_base() { return reinterpret_cast<uint64_t>(idt); }

void interrupts::set_handler(uint8_t vector, Handler handler) { handlers[vector] = handler; }

// Called by kernel/cpu/interrupts.asm.
extern "C" void handle_interrupt(InterruptFrame* frame) {
    if (frame->vector == vector::NMI) keep_shadow_of_sti(*frame);
    if (const auto handler = handlers[frame->vector & 0xff]) handler(*frame);
    else if (frame->vector == vector::NMI) unclaimed_nmis.fetch_add(1, std::memory_order_relaxed);
    else unexpected(*frame);
}
