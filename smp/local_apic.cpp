#include "smp/local_apic.hpp"

#include "kernel/cpu_instructions.hpp"
#include "kernel/layout.hpp"
#include "kernel/registers.hpp"

namespace {

enum class Register : uint32_t {
    Id = 0x20,
    TaskPriority = 0x80,
    EndOfInterrupt = 0xb0,
    SpuriousInterruptVector = 0xf0,
    InterruptCommand = 0x300,
    InterruptCommandHigh = 0x310, // xAPIC only: in x2APIC mode the ICR is one 64-bit register
};

// IA32_APIC_BASE
constexpr uint64_t global_enable = 1u << 11, x2apic_enable = 1u << 10, base_mask = 0xffffff000;
// ICR
enum class Delivery : uint32_t { Fixed = 0u << 8, Init = 5u << 8, StartUp = 6u << 8 };
constexpr uint32_t level_assert = 1u << 14, delivery_pending = 1u << 12, all_excluding_self = 3u << 18;
constexpr uint32_t software_enable = 1u << 8;

volatile uint32_t& xapic(Register r) {
    const PhysAddr base{read_msr(Msr::IA32_APIC_BASE) & base_mask};
    return *direct_map<volatile uint32_t>(base + static_cast<uint32_t>(r));
}
Msr x2apic(Register r) { return Msr::X2APIC_BASE + (static_cast<uint32_t>(r) >> 4); }

uint32_t read(Register r) {
    if (local_apic::in_x2apic_mode()) return static_cast<uint32_t>(read_msr(x2apic(r)));
    return xapic(r);
}
void write(Register r, uint32_t value) {
    if (local_apic::in_x2apic_mode()) write_msr(x2apic(r), value);
    else xapic(r) = value;
}

void send(uint32_t command, ApicId to) {
    // WRMSR to the x2APIC is not serialising (SDM vol. 3, 11.12.3): what we wrote for the receiver must be visible first.
    asm volatile("mfence" ::: "memory");
    if (local_apic::in_x2apic_mode()) {
        write_msr(x2apic(Register::InterruptCommand), static_cast<uint64_t>(to.value) << 32 | command);
        return;
    }
    // The ICR must not be written while a send is pending. On every APIC on the system bus that is over in a moment;
    // the bound only keeps a broken one from hanging us.
    for (int i = 0; i < 100'000 && (xapic(Register::InterruptCommand) & delivery_pending) != 0; i++) cpu_relax();
    xapic(Register::InterruptCommandHigh) = to.value << 24;
    xapic(Register::InterruptCommand) = command;
}
void send(Delivery delivery, uint32_t rest, ApicId to) {
    send(static_cast<uint32_t>(delivery) | level_assert | rest, to);
}

} // namespace

bool local_apic::in_x2apic_mode() { return (read_msr(Msr::IA32_APIC_BASE) & x2apic_enable) != 0; }

void local_apic::enable(ApicMode mode) {
    const uint64_t base = read_msr(Msr::IA32_APIC_BASE) & ~(global_enable | x2apic_enable);
    // SDM vol. 3, 11.12.5: x2APIC goes back to xAPIC only through disabled, and disabled goes only to xAPIC.
    if (mode == ApicMode::XApic && in_x2apic_mode()) write_msr(Msr::IA32_APIC_BASE, base);
    const bool x2 = mode == ApicMode::X2Apic || in_x2apic_mode();
    if ((read_msr(Msr::IA32_APIC_BASE) & global_enable) == 0) write_msr(Msr::IA32_APIC_BASE, base | global_enable);
    if (x2) write_msr(Msr::IA32_APIC_BASE, base | global_enable | x2apic_enable);
    write(Register::TaskPriority, 0);
    write(Register::SpuriousInterruptVector, software_enable | spurious_vector);
}

ApicId local_apic::id() {
    const uint32_t value = read(Register::Id);
    return {in_x2apic_mode() ? value : value >> 24};
}

void local_apic::end_of_interrupt() { write(Register::EndOfInterrupt, 0); }

void local_apic::send_fixed(ApicId to, uint8_t vector) { send(Delivery::Fixed, vector, to); }
void local_apic::send_init(ApicId to) { send(Delivery::Init, 0, to); }
void local_apic::send_startup(ApicId to, uint8_t page) { send(Delivery::StartUp, page, to); }
void local_apic::send_init_to_all_others() { send(Delivery::Init, all_excluding_self, {}); }
void local_apic::send_startup_to_all_others(uint8_t page) { send(Delivery::StartUp, all_excluding_self | page, {}); }
