// Strong types for the numbers that are easily mixed up.
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>

// A physical address, in bytes. Not dereferenceable: see direct_map() in kernel/memory/layout.hpp.
struct PhysAddr {
    uint64_t value = 0;
    friend constexpr auto operator<=>(PhysAddr, PhysAddr) = default;
    friend constexpr PhysAddr operator+(PhysAddr a, uint64_t bytes) { return {a.value + bytes}; }
    friend constexpr uint64_t operator-(PhysAddr a, PhysAddr b) { return a.value - b.value; }
};

// A virtual address as page tables and registers hold it.
struct VirtAddr {
    uint64_t value = 0;
    friend constexpr auto operator<=>(VirtAddr, VirtAddr) = default;
    friend constexpr VirtAddr operator+(VirtAddr a, uint64_t bytes) { return {a.value + bytes}; }
};

// The local APIC's id: the machine's name for a CPU, 32 bits wide in x2APIC mode, with holes.
struct ApicId {
    uint32_t value = 0;
    friend constexpr auto operator<=>(ApicId, ApicId) = default;
};

// Our index of a CPU, 0 … count-1; 0 is always the boot CPU.
struct CpuNumber {
    uint32_t value = 0;
    friend constexpr auto operator<=>(CpuNumber, CpuNumber) = default;
};

// Time stamp counter ticks. See kernel/cpu/tsc.hpp for how long one is.
struct Ticks {
    uint64_t value = 0;
    friend constexpr auto operator<=>(Ticks, Ticks) = default;
    friend constexpr Ticks operator+(Ticks a, Ticks b) { return {a.value + b.value}; }
    friend constexpr Ticks operator-(Ticks a, Ticks b) { return {a.value - b.value}; }
};

inline constexpr uint64_t page_size = 4096;
inline constexpr uint64_t large_page_size = 2u << 20;
inline constexpr uint64_t huge_page_size = 1u << 30;

constexpr uint64_t align_up(uint64_t value, uint64_t alignment) { return (value + alignment - 1) & ~(alignment - 1); }
constexpr uint64_t align_down(uint64_t value, uint64_t alignment) { return value & ~(alignment - 1); }
