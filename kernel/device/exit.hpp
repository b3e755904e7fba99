// The end of the machine, and whether it is a real one.
#pragma once

#include <cstdint>

// Writes `status` to isa-debug-exit (port 0xf4) where an emulator is detected; then resets the machine if `reset`.
// Returns on a real machine, or where nothing listens. Any CPU, interrupts on or off.
void leave_emulator(uint8_t status, bool reset);

// A hypervisor, or QEMU or Bochs where they do not say that they are one.
bool in_emulator();
