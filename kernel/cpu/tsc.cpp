#include "kernel/cpu/tsc.hpp"

#include "kernel/base/port.hpp"

namespace {
uint64_t ticks_per_second;

// ACPI 6.5, 4.8.3.3: the PM timer counts at 3.579545 MHz; 24 bits are always there.
constexpr uint64_t pm_timer_hz = 3'579'545;
constexpr uint32_t pm_timer_mask = 0xffffff;
// The PIT counts at 1.193182 MHz; channel 2 has a gate (port 0x61 bit 0) and a readable output (bit 5).
constexpr uint64_t pit_hz = 1'193'182;
constexpr uint64_t measured_parts = 250; // measure 1/250 s = 4 ms: 4 ms of a 3.58 MHz timer are good to 0.01 %

bool calibrate_by_pm_timer(uint16_t port) {
    const uint32_t wanted = pm_timer_hz / measured_parts;
    const uint32_t first = in32(port);
    const Ticks start = now();
    // A timer that stands still would hang us: give up after far more polls than 4 ms can hold.
    for (uint32_t polls = 0; polls < 10'000'000; polls++) {
        const uint32_t passed = (in32(port) - first) & pm_timer_mask;
        if (passed < wanted) continue;
        ticks_per_second = (now() - start).value * pm_timer_hz / passed;
        return ticks_per_second != 0;
    }
    return false;
}

bool calibrate_by_pit() {
    constexpr uint16_t count = pit_hz / measured_parts;
    constexpr uint16_t gate_port = 0x61, mode_port = 0x43, channel2_port = 0x42;
    out8(gate_port, static_cast<uint8_t>((in8(gate_port) & ~0x03) | 0x01)); // gate on, speaker off
    out8(mode_port, 0xb0);                                                  // channel 2, low/high byte, mode 0
    out8(channel2_port, count & 0xff);
    out8(channel2_port, count >> 8);
    const Ticks start = now();
    for (uint32_t polls = 0; polls < 10'000'000; polls++) {
        if ((in8(gate_port) & 0x20) == 0) continue;
        ticks_per_second = (now() - start).value * measured_parts;
        return ticks_per_second != 0;
    }
    return false;
}
} // namespace

void tsc::calibrate(uint16_t pm_timer_port) {
    if (pm_timer_port != 0 && calibrate_by_pm_timer(pm_timer_port)) return;
    if (calibrate_by_pit()) return;
    // Neither timer: take a rate no current CPU exceeds, so that every bound errs on the long side.
    ticks_per_second = 10'000'000'000;
}

uint64_t tsc::hz() { return ticks_per_second; }
Ticks tsc::from_microseconds(uint64_t us) { return {ticks_per_second / 1000 * us / 1000}; }
uint64_t tsc::to_microseconds(Ticks ticks) {
    return ticks_per_second < 1'000'000 ? 0 : ticks.value / (ticks_per_second / 1'000'000);
}
