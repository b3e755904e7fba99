// The CPUs that are ours to start, from the MADT, and whether it is to be relied on. Pure, host-tested.
#pragma once

#include <span>

#include "kernel/base/text.hpp"
#include "kernel/device/acpi.hpp"

// Writes the APIC ids of all enabled CPUs to `out`, the boot CPU first, each once (a CPU may have both a local APIC and
// a local x2APIC entry), and returns how many there are, which may be more than fit. An empty MADT is one CPU.
// Disabled entries, online-capable ones included, name CPUs that are not there yet: not listed.
size_t list_cpus(Bytes madt, ApicId boot, std::span<ApicId> out);

// xAPIC mode has 8 bits for an id, and 255 is everybody (SDM vol. 3, Local APIC ID): id 256 would be CPU 0.
constexpr bool needs_x2apic(ApicId id) { return id.value >= 0xff; }

// Why the story may not begin with this MADT: "madt-checksum" and the like, one word. Empty if it may. Fewer CPUs than
// there are would pass as all of them. A machine without a MADT may be one CPU, which then must be all that CPUID
// shows.
FixedText<32> why_no_list(const acpi::Table& madt, uint32_t cpus_in_package);
// Whether CPUs are woken by a mailbox, not by INIT and SIPI: a TDX guest (ACPI 6.5, Multiprocessor Wakeup Structure).
bool wakes_by_mailbox(Bytes madt);
