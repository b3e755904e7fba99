#include "kernel/cpu/interrupts.hpp"

#include "kernel/cpu/descriptors.hpp"
#include "kernel/cpu/registers.hpp"
#include "kernel/log/panic.hpp"

extern "C" const uint64_t interrupt_stubs[256]; // kernel/cpu/interrupts.asm

namespace {

Gate64 idt[256];
interrupts::Handler handlers[256];

[[noreturn]] void unexpected(const InterruptFrame& f) {
    FixedText<32> reason;
    reason.set("exception-{}", f.vector);
    panic(reason.view(), "exception {} error {} at rip {} rsp {} cr2 {} cr3 {}", f.vector, Hex{f.error_code},
          Hex{f.rip}, Hex{f.rsp}, Hex{read_cr2()}, Hex{read_cr3()});
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

uint64_t interrupts::idt_base() { return reinterpret_cast<uint64_t>(idt); }

void interrupts::set_handler(uint8_t vector, Handler handler) { handlers[vector] = handler; }

// Called by kernel/cpu/interrupts.asm.
extern "C" void handle_interrupt(InterruptFrame* frame) {
    if (const auto handler = handlers[frame->vector & 0xff]) handler(*frame);
    else unexpected(*frame);
}
