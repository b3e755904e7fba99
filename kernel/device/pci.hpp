// PCI configuration space, by ECAM where ACPI's MCFG table describes one, else by ports 0xcf8/0xcfc (PCI Local Bus 3.0,
// "Configuration Mechanism #1"; PCI Express Base 4.0, "PCI Express Enhanced Configuration Access Mechanism"; PCI
// Firmware 3.0, "MCFG Table Description").
#pragma once

#include <optional>
#include <span>

#include "kernel/device/acpi.hpp"

namespace pci {

// One MCFG allocation: buses first … last of a segment at `base`, a MiB a bus.
struct Ecam {
    PhysAddr base; // of bus 0, whether or not it is in the range
    uint16_t segment = 0;
    uint8_t first_bus = 0, last_bus = 0;
};
// The usable allocations, in the table's order, as many as there is room for. Pure, host-tested and fuzzed.
std::span<const Ecam> parse_mcfg(Bytes mcfg, std::span<Ecam> room);

// Where a memory BAR's two dwords say that it is. Pure.
std::optional<PhysAddr> decode_bar(uint32_t low, uint32_t high);

enum class BaseClass : uint8_t { Display = 0x03, Bridge = 0x06 };

namespace command {
inline constexpr uint16_t memory_space = 1u << 1, bus_master = 1u << 2;
}

class Function {
  public:
    Function(uint16_t segment, uint8_t bus, uint8_t device, uint8_t function)
        : segment_(segment), bus_(bus), device_(device), function_(function) {}
    uint32_t read(uint16_t offset) const; // a dword
    void write(uint16_t offset, uint32_t value) const;
    uint32_t class_code() const { return read(0x08) >> 8; } // class, subclass, programming interface
    BaseClass base_class() const { return static_cast<BaseClass>(class_code() >> 16); }
    std::optional<PhysAddr> memory_bar0() const;
    uint16_t command() const { return static_cast<uint16_t>(read(0x04)); }
    void set_command(uint16_t value) const { write(0x04, value); } // the status above it is write-1-to-clear
    uint16_t segment() const { return segment_; }
    uint8_t bus() const { return bus_; }
    uint8_t device() const { return device_; }
    uint8_t function() const { return function_; }

  private:
    uint16_t segment_;
    uint8_t bus_, device_, function_;
};

// Chooses the access method. Boot CPU, once a life, after mmio::initialize().
void initialize(acpi::Root root);
// The machine's first function by the ports alone, which needs no initialize(): the host bridge's subsystem ids.
uint32_t host_bridge_subsystem();

// Every function of a bus: `visit(function)` returns false to end it all.
template <typename Visit>
bool visit_bus(uint16_t segment, uint8_t bus, Visit& visit) {
    for (uint8_t device = 0; device < 32; device++) {
        for (uint8_t number = 0; number < 8; number++) {
            const Function f(segment, bus, device, number);
            if ((f.read(0) & 0xffff) == 0xffff) {
                if (number == 0) break; // no device; a gap among its functions is allowed
                continue;
            }
            if (!visit(f)) return false;
            const bool multifunction = (f.read(0x0c) >> 16 & 0x80) != 0;
            if (number == 0 && !multifunction) break;
        }
    }
    return true;
}
std::span<const Ecam> windows();

// Every function of the machine, in the order of segments and buses. All 256 buses are asked, and no bridge is
// followed: there may be several root buses, and only AML names them.
template <typename Visit>
void for_each_function(Visit visit) {
    for (unsigned bus = 0; bus < 256; bus++) {
        if (!visit_bus(0, static_cast<uint8_t>(bus), visit)) return;
    }
    for (const Ecam& e : windows()) {
        for (unsigned bus = e.first_bus; e.segment != 0 && bus <= e.last_bus; bus++) {
            if (!visit_bus(e.segment, static_cast<uint8_t>(bus), visit)) return;
        }
    }
}

// The `index`th function of this class, if there are that many.
std::optional<Function> find_class(uint32_t class_code, unsigned index);

} // namespace pci
