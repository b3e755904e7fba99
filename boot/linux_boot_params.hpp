// How a bzImage wants to be started: Linux' 64-bit boot protocol (Documentation/arch/x86/boot.rst, "64-bit Boot
// Protocol", and zero-page.rst beside it). Pure, host-tested.
#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "kernel/base/bytes.hpp"
#include "kernel/memory/memory_map.hpp"

namespace linux_boot {

// "The Real-Mode Kernel Header", with the names that it has there.
struct [[gnu::packed]] SetupHeader {
    uint8_t setup_sects;
    uint16_t root_flags;
    uint32_t syssize; // of the protected-mode code, in 16 bytes
    uint16_t ram_size, vid_mode, root_dev, boot_flag, jump;
    uint32_t header; // "HdrS"
    uint16_t version;
    uint32_t realmode_swtch;
    uint16_t start_sys_seg, kernel_version;
    uint8_t type_of_loader, loadflags;
    uint16_t setup_move_size;
    uint32_t code32_start, ramdisk_image, ramdisk_size, bootsect_kludge;
    uint16_t heap_end_ptr;
    uint8_t ext_loader_ver, ext_loader_type;
    uint32_t cmd_line_ptr, initrd_addr_max, kernel_alignment;
    uint8_t relocatable_kernel, min_alignment;
    uint16_t xloadflags;
    uint32_t cmdline_size, hardware_subarch;
    uint64_t hardware_subarch_data;
    uint32_t payload_offset, payload_length;
    uint64_t setup_data, pref_address;
    uint32_t init_size; // memory from pref_address on that it needs before it has read the memory map
    uint32_t handover_offset, kernel_info_offset;
};
inline constexpr size_t header_offset = 0x1f1; // in the file, and in the zero page

struct [[gnu::packed]] E820Entry {
    uint64_t base, size;
    MemoryType type;
};

// The zero page. What is not named stays zero.
struct [[gnu::packed]] BootParams {
    uint8_t unused0[0x70];
    uint64_t acpi_rsdp_addr;
    uint8_t unused1[0xc0 - 0x78];
    uint32_t ext_ramdisk_image, ext_ramdisk_size, ext_cmd_line_ptr; // the upper halves
    uint8_t unused2[0x1e8 - 0xcc];
    uint8_t e820_entries;
    uint8_t unused3[header_offset - 0x1e9];
    SetupHeader hdr;
    uint8_t unused4[0x2d0 - header_offset - sizeof(SetupHeader)];
    E820Entry e820_table[128];
    uint8_t unused5[page_size - 0x2d0 - 128 * sizeof(E820Entry)];
};
static_assert(sizeof(SetupHeader) == 0x26c - header_offset && sizeof(E820Entry) == 20 && sizeof(BootParams) == 4096);
static_assert(offsetof(BootParams, acpi_rsdp_addr) == 0x70 && offsetof(BootParams, ext_ramdisk_image) == 0xc0 &&
              offsetof(BootParams, e820_entries) == 0x1e8 && offsetof(BootParams, e820_table) == 0x2d0);
static_assert(offsetof(BootParams, hdr.boot_flag) == 0x1fe && offsetof(BootParams, hdr.header) == 0x202 &&
              offsetof(BootParams, hdr.type_of_loader) == 0x210 && offsetof(BootParams, hdr.ramdisk_image) == 0x218 &&
              offsetof(BootParams, hdr.cmd_line_ptr) == 0x228 && offsetof(BootParams, hdr.xloadflags) == 0x236 &&
              offsetof(BootParams, hdr.pref_address) == 0x258 && offsetof(BootParams, hdr.init_size) == 0x260);

inline constexpr uint64_t entry64 = 0x200; // from where the code lies

struct Kernel {
    SetupHeader header;
    Bytes code; // the protected-mode part: all that is loaded
    uint64_t alignment() const { return header.kernel_alignment; }
};

// nullopt, with `why` set to one word, if it is no bzImage or cannot be entered in 64-bit mode at any address.
std::optional<Kernel> parse(Bytes file, std::string_view& why);

// The memory that Linux gets: what is available less `kept`, which is reserved, and everything else as it is. Returns
// how many entries that makes; 0 if they do not fit.
size_t memory_for(const MemoryMap& map, std::span<const PhysRange> kept, std::span<E820Entry> out);

struct Given {
    PhysRange initramfs;
    PhysAddr command_line, rsdp;
};
// All of the zero page but the memory, which the caller has put there.
void fill(BootParams& params, const Kernel& kernel, const Given& given);

} // namespace linux_boot
