// What can be decided about PCI without touching it. Host-tested.
#include "kernel/device/pci.hpp"

namespace pci {

std::span<const Ecam> parse_mcfg(Bytes mcfg, std::span<Ecam> room) {
    constexpr size_t first_allocation = 44, allocation_size = 16;
    size_t count = 0;
    for (size_t at = first_allocation; at + allocation_size <= mcfg.size() && count < room.size();
         at += allocation_size) {
        const Ecam e{{field_at<uint64_t>(mcfg, at)},
                     field_at<uint16_t>(mcfg, at + 8),
                     field_at<uint8_t>(mcfg, at + 10),
                     field_at<uint8_t>(mcfg, at + 11)};
        const bool usable = e.base.value != 0 && e.base.value % (1u << 20) == 0 && e.first_bus <= e.last_bus &&
                            e.base.value < uint64_t{1} << 51;
        if (usable) room[count++] = e;
    }
    return room.first(count);
}

std::optional<PhysAddr> decode_bar(uint32_t low, uint32_t high) {
    constexpr uint32_t io_space = 1u << 0, type_mask = 3u << 1, type_64bit = 2u << 1, flags = 0xf;
    if ((low & io_space) != 0) return std::nullopt;
    const bool wide = (low & type_mask) == type_64bit;
    const PhysAddr address{(wide ? uint64_t{high} << 32 : 0) | (low & ~flags)};
    if (address.value == 0) return std::nullopt; // nobody gave it a place
    return address;
}

} // namespace pci
