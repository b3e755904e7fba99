// PVH start information (xen/include/public/arch-x86/hvm/start_info.h) into a Machine. Needs the direct map.
#pragma once

#include <string_view>

#include "kernel/device/machine.hpp"

namespace pvh {
// Empty on success, else what is wrong. The RSDP is left out if the loader named none.
std::string_view parse(PhysAddr start_info, Machine& machine);
} // namespace pvh
