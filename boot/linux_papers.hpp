// What a Linux that is started is told: zero page, command line and ACPI tables, in memory that it never gets.
#pragma once

#include "boot/linux_boot_params.hpp"
#include "boot/linux_places.hpp"
#include "hibernate/life/this_life.hpp"

namespace linux_papers {

// How much memory they take on this machine.
uint64_t bytes(const Life& life);
// For a method with the ACPI mailbox, whether there are tables that a copy can be made of.
bool tables_are_there(const Life& life);
// Zero page and tables. Boot CPU.
void write(const Life& life, const linux_boot::Kernel& kernel, const LinuxPlaces& at);
// `words`, and what Linux' init has to know of this kernel: with which nonce it answers, and what it has to find. Last
// of all, since it says how the safe pages are from now on.
void write_command_line(const Life& life, const LinuxPlaces& at, std::string_view words, uint64_t nonce);
PhysAddr zero_page(const LinuxPlaces& at);

} // namespace linux_papers
