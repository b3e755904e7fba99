#include "kernel/device/tsc_source.hpp"

#include "kernel/base/port.hpp"
#include "kernel/cpu/cpuid.hpp"
#include "kernel/cpu/tsc.hpp"
#include "kernel/memory/mmio.hpp"

namespace {

uint64_t read_tsc() { return now().value; }

// ACPI 6.5, Power Management Timer: 3.579545 MHz; 24 bits are always there.
std::optional<tsc::Rate> by_pm_timer(const acpi::PmTimer& pm) {
    constexpr tsc::Timer timer{3'579'545, 0xffffff, "pm-timer"};
    using enum acpi::PmTimer::Space;
    if (pm.space == Io) {
        const auto port = static_cast<uint16_t>(pm.address);
        return tsc::measure(timer, read_tsc, [port] { return in32(port); });
    }
    if (pm.space == Memory) {
        const volatile std::byte* at = mmio::map({pm.address}, sizeof(uint32_t));
        return tsc::measure(timer, read_tsc, [at] { return mmio::read<uint32_t>(at, 0); });
    }
    return std::nullopt;
}

// The 8254's channel 0, whose gate is always open, as a free-running counter: mode 2 from 65,536 down, 1.193182 MHz.
// Its count is latched and read back, so a machine without a PIT, where every port reads 0xff, does not count. (Port
// 0x61 would show the output of channel 2, and there a missing device looks like one that has finished.) Its interrupt
// reaches nobody: the boot CPU, which alone is wired to the PIC, never enables interrupts.
std::optional<tsc::Rate> by_pit() {
    constexpr tsc::Timer timer{1'193'182, 0xffff, "pit"};
    constexpr uint16_t channel0 = 0x40, control = 0x43;
    constexpr uint8_t mode2_low_high = 0x34, latch_channel0 = 0x00;
    out8(control, mode2_low_high);
    out8(channel0, 0);
    out8(channel0, 0);
    return tsc::measure(timer, read_tsc, [] {
        out8(control, latch_channel0);
        const uint32_t low = in8(channel0);
        const uint32_t high = in8(channel0);
        return ~(high << 8 | low); // it counts down
    });
}

} // namespace

void tsc_source::calibrate(const acpi::PmTimer& pm_timer) {
    const auto ask = [](uint32_t leaf, uint32_t subleaf) { return cpuid(leaf, subleaf); };
    auto measured = by_pm_timer(pm_timer);
    if (!measured) measured = by_pit();
    tsc::set_rate(tsc::choose(tsc::stated(ask), measured, tsc::nominal(ask)));
}
