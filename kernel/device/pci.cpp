#include "kernel/device/pci.hpp"

#include "kernel/base/port.hpp"
#include "kernel/memory/mmio.hpp"

namespace pci {
namespace {

constexpr uint16_t address_port = 0xcf8, data_port = 0xcfc;
constexpr uint16_t command_register = 0x04, header_type_register = 0x0c, bar0_register = 0x10,
                   bus_numbers_register = 0x18;
constexpr uint32_t memory_space = 1u << 1, bus_master = 1u << 2;

std::optional<Ecam> ecam;

uint32_t location(const Function& f) { return uint32_t{f.bus()} << 8 | uint32_t{f.device()} << 3 | f.function(); }
volatile std::byte* in_ecam(const Function& f) {
    if (!ecam || f.bus() < ecam->first_bus || f.bus() > ecam->last_bus) return nullptr;
    constexpr uint64_t bus_size = 1u << 20;
    const uint64_t buses = uint64_t{ecam->last_bus} - ecam->first_bus + 1;
    volatile std::byte* window = mmio::map(ecam->base + bus_size * ecam->first_bus, bus_size * buses);
    return window + ((uint64_t{location(f)} - (uint64_t{ecam->first_bus} << 8)) << 12);
}

// Visits every function of a bus, then of the buses behind its bridges; the first of the class, counted down in `index`.
std::optional<Function> find_on_bus(uint8_t bus, uint32_t class_code, unsigned& index) {
    constexpr uint32_t pci_bridge = 0x060400;
    for (uint8_t device = 0; device < 32; device++) {
        for (uint8_t number = 0; number < 8; number++) {
            const Function f(bus, device, number);
            if ((f.read(0) & 0xffff) == 0xffff) {
                if (number == 0) break; // no device; a gap among its functions is allowed
                continue;
            }
            if (f.class_code() == class_code && index-- == 0) return f;
            const auto secondary = static_cast<uint8_t>(f.read(bus_numbers_register) >> 8);
            // A bridge that leads back up would never end: buses behind it are numbered higher.
            if (f.class_code() == pci_bridge && secondary > bus) {
                if (const auto found = find_on_bus(secondary, class_code, index)) return found;
            }
            const bool multifunction = (f.read(header_type_register) >> 16 & 0x80) != 0;
            if (number == 0 && !multifunction) break;
        }
    }
    return std::nullopt;
}

} // namespace

uint32_t Function::read(uint16_t offset) const {
    if (const auto* registers = in_ecam(*this)) return mmio::read<uint32_t>(registers, offset);
    out32(address_port, 0x80000000 | location(*this) << 8 | (offset & 0xfc));
    return in32(data_port);
}

void Function::write(uint16_t offset, uint32_t value) const {
    if (auto* registers = in_ecam(*this)) {
        mmio::write<uint32_t>(registers, offset, value);
        return;
    }
    out32(address_port, 0x80000000 | location(*this) << 8 | (offset & 0xfc));
    out32(data_port, value);
}

std::optional<Bar> Function::memory_bar0() const {
    enable(false);
    const uint32_t low = read(bar0_register), high = read(bar0_register + 4);
    write(bar0_register, 0xffffffff);
    write(bar0_register + 4, 0xffffffff);
    const uint32_t mask_low = read(bar0_register), mask_high = read(bar0_register + 4);
    write(bar0_register, low);
    write(bar0_register + 4, high);
    return decode_bar(low, high, mask_low, mask_high);
}

void Function::enable(bool on) const {
    const uint32_t command =
        read(command_register) & 0xffff & ~(memory_space | bus_master); // status is write-1-to-clear
    write(command_register, on ? command | memory_space | bus_master : command);
}

void initialize(acpi::Root root) { ecam = parse_mcfg(acpi::find_table(root, "MCFG")); }

std::optional<Function> find_class(uint32_t class_code, unsigned index) { return find_on_bus(0, class_code, index); }

} // namespace pci
