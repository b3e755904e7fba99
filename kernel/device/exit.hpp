// The end of the machine, and whether it is a real one.
#pragma once

#include <cstdint>

// Writes `status` to isa-debug-exit (port 0xf4) where an emulator is detected; on a real machine, or where nothing
// listens, halts with the log on the screen, or resets it if `reset`. Any CPU, interrupts on or off.
[[noreturn]] void leave_emulator(uint8_t status, bool reset);

// A hypervisor, or QEMU or Bochs where they do not say that they are one.
bool in_emulator();
