// How firmware says that it uses a USB controller for its keyboard, and how it is told to stop: by System Management
// Interrupts it would go on serving a controller that no longer reaches memory. Pure, host-tested.
#pragma once

#include <cstdint>
#include <optional>

namespace usb {

// Class, subclass and programming interface (PCI Code and ID Assignment: "Serial Bus Controllers").
enum class Kind : uint32_t { Uhci = 0x0c0300, Ohci = 0x0c0310, Ehci = 0x0c0320, Xhci = 0x0c0330 };

// The dword of the legacy support capability, the same in EHCI (1.0, "USBLEGSUP") and xHCI (1.2, "USB Legacy Support
// Capability"): two semaphores, each written by its owner only.
namespace legsup {
inline constexpr uint32_t capability = 1; // bits 7:0
inline constexpr uint32_t bios_owned = 1u << 16, os_owned = 1u << 24;
} // namespace legsup

// The dword behind it: which events raise an SMI. In xHCI bits 31:29 are cleared by writing 1, and others are reserved.
namespace legctlsts {
inline constexpr uint32_t xhci_enables = 0xe011, xhci_events = 0xe0000000;
constexpr uint32_t silent(uint32_t value) { return (value & ~xhci_enables) | xhci_events; }
} // namespace legctlsts

// Walks a list of capabilities, in units of the offsets that `next_of(dword)` gives from one to the next (xHCI) or from
// the start (EHCI): the first with this id. `read(offset)` gives a dword. A list that never ends is no list.
template <typename Read, typename Next>
std::optional<uint32_t> find_legacy_support(uint32_t first, Read read, Next next) {
    constexpr int longest = 64;
    uint32_t at = first;
    for (int i = 0; i < longest && at != 0; i++) {
        const uint32_t dword = read(at);
        if (dword == 0xffffffff) return std::nullopt; // nobody answers
        if ((dword & 0xff) == legsup::capability) return at;
        at = next(at, dword);
    }
    return std::nullopt;
}

// HCCPARAMS1 of xHCI, bits 31:16, in dwords; a capability's bits 15:8 lead on from there.
constexpr uint32_t first_xhci(uint32_t hccparams1) { return hccparams1 >> 16 << 2; }
constexpr uint32_t next_xhci(uint32_t at, uint32_t dword) {
    const uint32_t step = (dword >> 8 & 0xff) << 2;
    return step == 0 ? 0 : at + step;
}
// HCCPARAMS of EHCI, bits 15:8: an offset in configuration space, behind its standard part, as all that follow.
constexpr uint32_t config_offset(uint32_t value) {
    const uint32_t at = value >> 8 & 0xfc;
    return at >= 0x40 ? at : 0;
}
constexpr uint32_t next_ehci(uint32_t, uint32_t dword) { return config_offset(dword); }

} // namespace usb
