#include "kernel/device/pci.hpp"

#include <array>

#include "kernel/base/port.hpp"
#include "kernel/memory/mmio.hpp"

namespace pci {
namespace {

constexpr uint16_t address_port = 0xcf8, data_port = 0xcfc;
constexpr uint16_t bar0_register = 0x10, subsystem_register = 0x2c;
constexpr uint64_t bus_size = 1u << 20;

std::array<Ecam, 16> ecams;
std::array<volatile std::byte*, ecams.size()> mapped; // the first bus of each
size_t ecam_count;

uint32_t location(const Function& f) { return uint32_t{f.bus()} << 8 | uint32_t{f.device()} << 3 | f.function(); }

volatile std::byte* in_ecam(const Function& f) {
    for (size_t i = 0; i < ecam_count; i++) {
        const Ecam& e = ecams[i];
        if (f.segment() != e.segment || f.bus() < e.first_bus || f.bus() > e.last_bus) continue;
        return mapped[i] + ((uint64_t{location(f)} - (uint64_t{e.first_bus} << 8)) << 12);
    }
    return nullptr;
}

uint32_t read_by_ports(uint32_t where, uint16_t offset) {
    out32(address_port, 0x80000000 | where << 8 | (offset & 0xfc));
    return in32(data_port);
}

} // namespace

// The ports reach segment 0 only.
uint32_t Function::read(uint16_t offset) const {
    if (const auto* registers = in_ecam(*this)) return mmio::read<uint32_t>(registers, offset);
    return segment_ == 0 ? read_by_ports(location(*this), offset) : 0xffffffff;
}

void Function::write(uint16_t offset, uint32_t value) const {
    if (auto* registers = in_ecam(*this)) {
        mmio::write<uint32_t>(registers, offset, value);
    } else if (segment_ == 0) {
        out32(address_port, 0x80000000 | location(*this) << 8 | (offset & 0xfc));
        out32(data_port, value);
    }
}

std::optional<PhysAddr> Function::memory_bar0() const {
    return decode_bar(read(bar0_register), read(bar0_register + 4));
}

void initialize(acpi::Root root) {
    ecam_count = parse_mcfg(acpi::find_table(root, "MCFG"), ecams).size();
    for (size_t i = 0; i < ecam_count; i++) {
        const uint64_t buses = uint64_t{ecams[i].last_bus} - ecams[i].first_bus + 1;
        mapped[i] = mmio::map(ecams[i].base + bus_size * ecams[i].first_bus, bus_size * buses);
    }
}

std::span<const Ecam> windows() { return std::span(ecams).first(ecam_count); }

uint32_t host_bridge_subsystem() { return read_by_ports(0, subsystem_register); }

std::optional<Function> find_class(uint32_t class_code, unsigned index) {
    std::optional<Function> found;
    for_each_function([&](const Function& f) {
        if (f.class_code() == class_code && index-- == 0) found = f;
        return !found;
    });
    return found;
}

} // namespace pci
