// The CPUs that are ours to start, from the MADT. Pure, host-tested.
#pragma once

#include <span>

#include "kernel/device/acpi.hpp"

// Writes the APIC ids of all enabled CPUs to `out`, the boot CPU first, each once (a CPU may have both a local APIC and
// a local x2APIC entry), and returns how many there are, which may be more than fit. An empty MADT is one CPU.
// Disabled entries, online-capable ones included, name CPUs that are not there yet: not listed.
size_t list_cpus(acpi::Bytes madt, ApicId boot, std::span<ApicId> out);
