// Who started this life. Counterpart: boot/entry.asm, hibernate/soft_boot.cpp.
#pragma once

#include <cstdint>

enum class Protocol : uint32_t {
    Multiboot2 = 1, // a loader; information is the Multiboot2 boot information
    Pvh = 2,        // a loader; information is hvm_start_info
    Slot = 3,       // a former life, into a slot; information is the LifeRecord in the safe pages
};
