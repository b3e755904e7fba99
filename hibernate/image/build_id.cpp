#include "hibernate/image/build_id.hpp"

#include <cstring>

#include "kernel/memory/layout.hpp"

// ELF note (gABI, "Note Section"): name size, descriptor size, type, "GNU\0", 20 bytes of SHA-1.
BuildId own_build_id() {
    constexpr size_t descriptor = 16;
    BuildId id{};
    memcpy(id.bytes, build_id_note + descriptor, sizeof(id.bytes));
    return id;
}
