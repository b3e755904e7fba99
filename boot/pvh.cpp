#include "boot/pvh.hpp"

#include <cstring>

#include "kernel/memory/layout.hpp"
#include "kernel/screen/vga_text.hpp"

namespace pvh {
namespace {

struct StartInfo {
    uint32_t magic, version, flags, module_count;
    uint64_t module_list, command_line, rsdp;
    uint64_t memory_map; // from version 1 on
    uint32_t memory_map_entries, reserved;
};
static_assert(sizeof(StartInfo) == 56);

struct MapEntry {
    uint64_t address, size;
    uint32_t type, reserved;
};
static_assert(sizeof(MapEntry) == 24);

struct Module {
    uint64_t address, size, command_line, reserved;
};
static_assert(sizeof(Module) == 32);

constexpr uint32_t magic = 0x336ec578;

} // namespace

std::string_view parse(PhysAddr address, Machine& machine) {
    const auto& info = *direct_map<const StartInfo>(address);
    if (info.magic != magic) return "pvh: the start information has no magic";
    if (info.version < 1 || info.memory_map_entries == 0) return "pvh: there is no memory map";
    const auto* map = direct_map<const MapEntry>({info.memory_map});
    for (uint32_t i = 0; i < info.memory_map_entries; i++) {
        if (!machine.memory.add({{map[i].address}, map[i].size}, static_cast<MemoryType>(map[i].type)))
            return "pvh: the memory map has too many entries or one that wraps around";
    }
    if (info.rsdp != 0) {
        if (const auto root = acpi::parse_rsdp({direct_map<const std::byte>({info.rsdp}), 36}))
            machine.acpi_root = *root;
    }
    if (info.module_count != 0) {
        const auto& module = *direct_map<const Module>({info.module_list});
        machine.module = {{module.address}, module.size};
    }
    machine.screen = vga_text::detect().value_or(ScreenInfo{}); // the loader says nothing of it
    if (info.command_line == 0) return {};
    return machine.set_command_line(direct_map<const char>({info.command_line}));
}

} // namespace pvh
