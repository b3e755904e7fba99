#include "boot/linux_boot_params.hpp"

#include <cstring>

namespace linux_boot {

std::optional<Kernel> parse(Bytes file, std::string_view& why) {
    constexpr uint16_t has_xloadflags = 0x20c, kernel_64 = 1u << 0;
    constexpr uint32_t magic = 0x53726448; // "HdrS"
    constexpr uint64_t sector = 512;
    Kernel kernel{};
    SetupHeader& h = kernel.header;
    why = "no-bzimage";
    if (file.size() < header_offset + sizeof(SetupHeader)) return std::nullopt;
    memcpy(&h, file.data() + header_offset, sizeof(h));
    if (h.boot_flag != 0xaa55 || h.header != magic) return std::nullopt;
    why = "no-64-bit-entry";
    if (h.version < has_xloadflags || (h.xloadflags & kernel_64) == 0) return std::nullopt;
    why = "not-relocatable";
    const uint32_t alignment = h.kernel_alignment;
    if (h.relocatable_kernel == 0 || alignment < page_size || (alignment & (alignment - 1)) != 0) return std::nullopt;
    why = "shorter-than-it-says";
    const uint64_t setup = ((h.setup_sects == 0 ? 4 : h.setup_sects) + 1) * sector;
    const uint64_t size = uint64_t{h.syssize} * 16;
    if (size == 0 || setup + size > file.size() || size > h.init_size) return std::nullopt;
    kernel.code = file.subspan(setup, size);
    why = {};
    return kernel;
}

size_t memory_for(const MemoryMap& map, std::span<const PhysRange> kept, std::span<E820Entry> out) {
    size_t count = 0;
    bool fits = true;
    const auto add = [&](PhysRange r, MemoryType type) {
        if (count < out.size()) out[count++] = {r.base.value, r.size, type};
        else fits = false;
    };
    FreeMemory rest(map);
    for (const PhysRange r : kept) rest.reserve(r);
    for (const PhysRange r : rest.ranges()) add(r, MemoryType::Available);
    for (const PhysRange r : kept) add(whole_pages(r), MemoryType::Reserved);
    for (const MemoryMapEntry& e : map.entries()) {
        if (e.type != MemoryType::Available) add(e.range, e.type);
    }
    return fits ? count : 0;
}

void fill(BootParams& params, const Kernel& kernel, const Given& given) {
    constexpr uint8_t undefined_loader = 0xff;
    const auto low = [](uint64_t value) { return static_cast<uint32_t>(value); };
    const auto high = [](uint64_t value) { return static_cast<uint32_t>(value >> 32); };
    params.hdr = kernel.header;
    params.hdr.type_of_loader = undefined_loader;
    params.hdr.ramdisk_image = low(given.initramfs.base.value);
    params.ext_ramdisk_image = high(given.initramfs.base.value);
    params.hdr.ramdisk_size = low(given.initramfs.size);
    params.ext_ramdisk_size = high(given.initramfs.size);
    params.hdr.cmd_line_ptr = low(given.command_line.value);
    params.ext_cmd_line_ptr = high(given.command_line.value);
    params.acpi_rsdp_addr = given.rsdp.value;
}

} // namespace linux_boot
