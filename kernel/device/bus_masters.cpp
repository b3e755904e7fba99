#include "kernel/device/bus_masters.hpp"

#include "kernel/cpu/tsc.hpp"
#include "kernel/device/pci.hpp"
#include "kernel/device/usb_legacy.hpp"
#include "kernel/log/print.hpp"
#include "kernel/memory/mmio.hpp"

namespace pci {
namespace {

using namespace usb;

constexpr uint64_t patience_us = 1'000'000; // a second, as Linux gives it (drivers/usb/host/pci-quirks.c)

// Raises our semaphore in the dword and waits until the firmware has lowered its own. `get` and `set` reach the dword.
template <typename Get, typename Set>
bool take_semaphore(Get get, Set set) {
    if ((get() & legsup::bios_owned) == 0) return true;
    set(get() | legsup::os_owned);
    return wait_until(tsc::from_microseconds(patience_us), [&] { return (get() & legsup::bios_owned) == 0; });
}

constexpr uint64_t xhci_size = 0x10000; // of the registers that are looked at

bool take_xhci(const Function&, volatile std::byte* registers) {
    constexpr uint64_t hccparams1 = 0x10;
    const auto read = [&](uint32_t at) {
        return at + 8 <= xhci_size ? mmio::read<uint32_t>(registers, at) : 0xffffffff;
    };
    const auto at = find_legacy_support(first_xhci(read(hccparams1)), read, next_xhci);
    if (!at) return true;
    const bool ours = take_semaphore([&] { return read(*at); },
                                     [&](uint32_t value) { mmio::write<uint32_t>(registers, *at, value); });
    mmio::write<uint32_t>(registers, *at + 4, legctlsts::silent(read(*at + 4)));
    return ours;
}

bool take_ehci(const Function& f, volatile std::byte* registers) {
    constexpr uint64_t hccparams = 0x08;
    const auto read = [&](uint32_t at) { return f.read(static_cast<uint16_t>(at)); };
    const auto at = find_legacy_support(config_offset(mmio::read<uint32_t>(registers, hccparams)), read, next_ehci);
    if (!at) return true;
    const auto offset = static_cast<uint16_t>(*at);
    const bool ours = take_semaphore([&] { return f.read(offset); }, [&](uint32_t value) { f.write(offset, value); });
    f.write(static_cast<uint16_t>(offset + 4), 0); // no event raises an SMI
    return ours;
}

// OHCI has no semaphore: a request to change the owner, which the firmware's SMI handler serves (OHCI 1.0a,
// "HcControl").
bool take_ohci(const Function&, volatile std::byte* registers) {
    constexpr uint64_t control = 0x04, command_status = 0x08, interrupt_disable = 0x14;
    constexpr uint32_t interrupt_routing = 1u << 8, ownership_change_request = 1u << 3, master_enable = 1u << 31;
    const auto firmware_has_it = [&] { return (mmio::read<uint32_t>(registers, control) & interrupt_routing) != 0; };
    if (!firmware_has_it()) return true;
    mmio::write<uint32_t>(registers, command_status, ownership_change_request);
    const bool ours = wait_until(tsc::from_microseconds(patience_us), [&] { return !firmware_has_it(); });
    mmio::write<uint32_t>(registers, interrupt_disable, master_enable);
    return ours;
}

// UHCI's register is the chipset's: events are cleared by writing 1, and nothing is trapped any more (Intel 82371AB,
// "LEGSUP: Legacy Support Register").
bool take_uhci(const Function& f) {
    constexpr uint16_t legacy_support = 0xc0;
    constexpr uint32_t events = 0x8f00;
    f.write(legacy_support, (f.read(legacy_support) & 0xffff0000) | events);
    return true;
}

bool take_usb(const Function& f) {
    const auto kind = static_cast<Kind>(f.class_code());
    if (kind == Kind::Uhci) return take_uhci(f);
    // Firmware that uses a controller has given it a place and turned it on.
    const auto bar = f.memory_bar0();
    if (!bar || (f.command() & command::memory_space) == 0) return true;
    switch (kind) {
    case Kind::Xhci: return take_xhci(f, mmio::map(*bar, xhci_size));
    case Kind::Ehci: return take_ehci(f, mmio::map(*bar, page_size));
    case Kind::Ohci: return take_ohci(f, mmio::map(*bar, page_size));
    default: return true;
    }
}

} // namespace

void quiet_others() {
    unsigned off = 0;
    for_each_function([&](const Function& f) {
        const BaseClass base = f.base_class();
        if (base == BaseClass::Display || base == BaseClass::Bridge) return true;
        if ((f.command() & command::bus_master) == 0) return true;
        if (!take_usb(f))
            print("# usb {}:{}.{} is not given up by the firmware\n", Hex{f.bus(), 2}, Hex{f.device(), 2},
                  f.function());
        f.set_command(f.command() & static_cast<uint16_t>(~command::bus_master));
        off++;
        return true;
    });
    print("# bus masters off={}\n", off);
}

} // namespace pci
