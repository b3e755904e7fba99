// Multiboot2 boot information (specification 2.0, section 3.6) into a Machine. Pure, host-tested and fuzzed.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

#include "kernel/device/machine.hpp"

namespace multiboot2 {
// Empty on success, else what is wrong. The RSDP is left out if there is no tag (or a broken one): search for it.
std::string_view parse(std::span<const std::byte> information, Machine& machine);
} // namespace multiboot2
