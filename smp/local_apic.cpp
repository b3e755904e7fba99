#include "smp/local_apic.hpp"

#include "kernel/memory/layout.hpp"
#include "smp/icr.hpp"

namespace {

enum class Register : uint32_t {
    Id = icr::id_offset,
    TaskPriority = 0x80,
    EndOfInterrupt = 0xb0,
    SpuriousInterruptVector = 0xf0,
    Lint1 = 0x360,
};
constexpr uint32_t software_enable = 1u << 8;

volatile uint32_t& xapic(Register r) { return icr::xapic_register(direct_map_base, static_cast<uint32_t>(r)); }
Msr x2apic(Register r) { return Msr::X2APIC_BASE + (static_cast<uint32_t>(r) >> 4); }

uint32_t read(Register r) {
    if (icr::in_x2apic_mode()) return static_cast<uint32_t>(read_msr(x2apic(r)));
    return xapic(r);
}
void write(Register r, uint32_t value) {
    if (icr::in_x2apic_mode()) write_msr(x2apic(r), value);
    else xapic(r) = value;
}

void send(icr::Delivery delivery, uint32_t rest, ApicId to) { icr::send(direct_map_base, delivery, rest, to); }

} // namespace

bool local_apic::in_x2apic_mode() { return icr::in_x2apic_mode(); }

void local_apic::enable(ApicMode mode) {
    const uint64_t base = read_msr(Msr::IA32_APIC_BASE) & ~(icr::global_enable | icr::x2apic_enable);
    // SDM vol. 3, "x2APIC State Transitions": x2APIC goes back to xAPIC only through disabled, and disabled goes only
    // to xAPIC.
    if (mode == ApicMode::XApic && in_x2apic_mode()) write_msr(Msr::IA32_APIC_BASE, base);
    const bool x2 = mode == ApicMode::X2Apic || in_x2apic_mode();
    if ((read_msr(Msr::IA32_APIC_BASE) & icr::global_enable) == 0)
        write_msr(Msr::IA32_APIC_BASE, base | icr::global_enable);
    if (x2) write_msr(Msr::IA32_APIC_BASE, base | icr::global_enable | icr::x2apic_enable);
    write(Register::TaskPriority, 0);
    write(Register::SpuriousInterruptVector, software_enable | spurious_vector);
    // NMI from outside (a button, a watchdog, a hypervisor's command) comes in on LINT1. To every CPU, as Linux has it
    // with apic_extnmi=all (arch/x86/kernel/apic/apic.c), so that none of them has a handoff that nobody disturbs.
    write(Register::Lint1, static_cast<uint32_t>(icr::Delivery::Nmi));
}

ApicId local_apic::id() {
    const uint32_t value = read(Register::Id);
    return {in_x2apic_mode() ? value : value >> 24};
}

void local_apic::end_of_interrupt() { write(Register::EndOfInterrupt, 0); }

void local_apic::send_fixed(ApicId to, uint8_t vector) { send(icr::Delivery::Fixed, vector, to); }
void local_apic::send_nmi(ApicId to) { send(icr::Delivery::Nmi, 0, to); }
void local_apic::send_smi(ApicId to) { send(icr::Delivery::Smi, 0, to); }
void local_apic::send_init(ApicId to) { send(icr::Delivery::Init, 0, to); }
void local_apic::send_startup(ApicId to, uint8_t page) { send(icr::Delivery::StartUp, page, to); }
void local_apic::send_init_to_all_others() { send(icr::Delivery::Init, icr::all_excluding_self, {}); }
void local_apic::send_startup_to_all_others(uint8_t page) {
    send(icr::Delivery::StartUp, icr::all_excluding_self | page, {});
}
