// Sending an interprocessor interrupt, in one place for code that runs in a life and code that runs in the safe pages.
// Everything here is inlined: section .safe may not call into a life's text.
#pragma once

#include "kernel/cpu/registers.hpp"

namespace icr {

// Delivery modes and bits of the interrupt command register (SDM vol. 3, "Interrupt Command Register (ICR)").
enum class Delivery : uint32_t { Fixed = 0u << 8, Smi = 2u << 8, Nmi = 4u << 8, Init = 5u << 8, StartUp = 6u << 8 };
inline constexpr uint32_t level_assert = 1u << 14, delivery_pending = 1u << 12, all_excluding_self = 3u << 18;
inline constexpr uint32_t low_offset = 0x300, high_offset = 0x310, id_offset = 0x20;
inline constexpr Msr x2apic_icr = Msr::X2APIC_BASE + (low_offset >> 4);
// IA32_APIC_BASE
inline constexpr uint64_t global_enable = 1u << 11, x2apic_enable = 1u << 10, base_mask = 0xffffff000;

[[gnu::always_inline]] inline bool in_x2apic_mode() { return (read_msr(Msr::IA32_APIC_BASE) & x2apic_enable) != 0; }

// `map` is what is added to a physical address here: direct_map_base in a life, 0 in the safe pages.
[[gnu::always_inline]] inline volatile uint32_t& xapic_register(uint64_t map, uint32_t offset) {
    const uint64_t base = read_msr(Msr::IA32_APIC_BASE) & base_mask;
    return *reinterpret_cast<volatile uint32_t*>(map + base + offset);
}

[[gnu::always_inline]] inline void send(uint64_t map, Delivery delivery, uint32_t rest, ApicId to) {
    const uint32_t command = static_cast<uint32_t>(delivery) | level_assert | rest;
    // WRMSR to the x2APIC is not serialising (SDM vol. 3, "MSR Access in x2APIC Mode"): what we wrote for the
    // receiver must be visible first.
    asm volatile("mfence" ::: "memory");
    if (in_x2apic_mode()) {
        write_msr(x2apic_icr, static_cast<uint64_t>(to.value) << 32 | command);
        return;
    }
    // The ICR must not be written while a send is pending. On every APIC on the system bus that is over in a moment;
    // the bound only keeps a broken one from hanging us.
    for (int i = 0; i < 100'000 && (xapic_register(map, low_offset) & delivery_pending) != 0; i++)
        asm volatile("pause");
    xapic_register(map, high_offset) = to.value << 24;
    xapic_register(map, low_offset) = command;
}

} // namespace icr
