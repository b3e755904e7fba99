// Where a Linux that is to be kernel B lies while this kernel gives way to it. Pure, host-tested.
#pragma once

#include <optional>

#include "boot/linux_boot_params.hpp"
#include "boot/linux_memory.hpp"

struct LinuxPlaces {
    PhysRange archive; // the loader's module: Linux' initramfs
    PhysRange staged;  // the kernel's code, in whole pages, until the copier runs
    PhysRange kernel;  // where it is to run: all the memory that it needs there
    PhysRange papers;  // zero page, command line, ACPI tables: Linux never gets this memory
};

// nullopt if there is no room. All of it is available memory below 4 GiB, and nothing of this kernel's own.
std::optional<LinuxPlaces> place_linux(const MemoryMap& map, const Placement& own, PhysRange archive,
                                       const linux_boot::SetupHeader& header, uint64_t papers);
// What is to be poisoned: all available memory but this kernel's own and what has been put in place.
FreeMemory memory_to_poison(const MemoryMap& map, const Placement& own, const LinuxPlaces& at);
