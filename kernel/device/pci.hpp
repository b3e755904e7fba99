// PCI configuration space, by ECAM where ACPI's MCFG table describes one, else by ports 0xcf8/0xcfc (PCI Local Bus 3.0,
// 3.2.2.3.2; PCI Express Base 4.0, 7.2.2; MCFG: PCI Firmware 3.0, 4.1.2).
#pragma once

#include <optional>

#include "kernel/device/acpi.hpp"

namespace pci {

// One MCFG allocation: buses first … last of segment 0 at `base`, a MiB a bus.
struct Ecam {
    PhysAddr base; // of bus 0, whether or not it is in the range
    uint8_t first_bus = 0, last_bus = 0;
};
// The first allocation of segment 0. Pure, host-tested and fuzzed.
std::optional<Ecam> parse_mcfg(acpi::Bytes mcfg);

// A memory BAR's two dwords and its size mask, decoded. Pure.
struct Bar {
    PhysAddr address;
    uint64_t size = 0;
};
std::optional<Bar> decode_bar(uint32_t low, uint32_t high, uint32_t mask_low, uint32_t mask_high);

class Function {
  public:
    Function(uint8_t bus, uint8_t device, uint8_t function) : bus_(bus), device_(device), function_(function) {}
    uint32_t read(uint16_t offset) const; // a dword
    void write(uint16_t offset, uint32_t value) const;
    uint32_t class_code() const { return read(0x08) >> 8; } // class, subclass, programming interface
    // BAR 0, sized with memory decoding off.
    std::optional<Bar> memory_bar0() const;
    // Memory decoding and bus mastering, on or off.
    void enable(bool on) const;
    uint8_t bus() const { return bus_; }
    uint8_t device() const { return device_; }
    uint8_t function() const { return function_; }

  private:
    uint8_t bus_, device_, function_;
};

// Chooses the access method. Boot CPU, once a life, after mmio::initialize().
void initialize(acpi::Root root);
// The `index`th function of this class in bus order, if there are that many.
std::optional<Function> find_class(uint32_t class_code, unsigned index);

} // namespace pci
