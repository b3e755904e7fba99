// Device memory: an uncached window of the kernel's address space, for registers wherever the firmware put them.
#pragma once

#include "kernel/cpu/registers.hpp"
#include "kernel/memory/arena.hpp"

namespace mmio {
// From now on map() adds to the page tables in force. Boot CPU, once a life.
void initialize(Arena& arena);
// Maps registers uncached and returns where they are; the same range again gives the same place. Boot CPU.
volatile std::byte* map(PhysAddr address, uint64_t size);

template <typename T>
T read(const volatile std::byte* registers, uint64_t offset) {
    return *reinterpret_cast<const volatile T*>(registers + offset);
}
template <typename T>
void write(volatile std::byte* registers, uint64_t offset, T value) {
    *reinterpret_cast<volatile T*>(registers + offset) = value;
}
} // namespace mmio
