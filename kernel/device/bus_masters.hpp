// Devices that the firmware left running write to memory whenever they like: a network card what it receives, a USB
// controller what became of a transfer. In a witness page that would look like a handoff gone wrong.
#pragma once

namespace pci {

// Takes bus mastering from every device but displays and bridges, and USB controllers from the firmware first. What
// this kernel uses, NVMe, takes it back by itself. Every wait is bounded. Boot CPU, once after power-on (to ask 256
// buses costs a guest of KVM a second where each question leaves the guest), after initialize(); prints a line.
void quiet_others();

} // namespace pci
