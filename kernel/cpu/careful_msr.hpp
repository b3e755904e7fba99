// Reading model-specific registers of which no CPUID bit says whether they exist: RDMSR of one that does not is a #GP
// (SDM vol. 2B, RDMSR), which is caught. An emulator may answer 0 instead.
#pragma once

#include <optional>

#include "kernel/cpu/registers.hpp"

// Catches the #GP for as long as it lives. Boot CPU makes it; any CPU may then read.
class CarefulMsr {
  public:
    CarefulMsr();
    ~CarefulMsr();
    CarefulMsr(const CarefulMsr&) = delete;
    CarefulMsr& operator=(const CarefulMsr&) = delete;
    static std::optional<uint64_t> read(Msr msr);
};
