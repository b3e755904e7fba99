// A bzImage, and the archive that it comes in, byte by byte.
#pragma once

#include <cstdio>

#include "boot/linux_boot_params.hpp"
#include "bytes.hpp"

// One sector of setup, and as many bytes of code, each 0x90.
inline ByteBuilder bzimage(linux_boot::SetupHeader header, size_t code) {
    ByteBuilder b;
    b.zeros(2 * 512).put(linux_boot::header_offset, header);
    for (size_t i = 0; i < code; i++) b.add<uint8_t>(0x90);
    return b;
}

inline linux_boot::SetupHeader good_header(uint32_t code) {
    linux_boot::SetupHeader h{};
    h.setup_sects = 1;
    h.syssize = code / 16;
    h.boot_flag = 0xaa55;
    h.header = 0x53726448;
    h.version = 0x20f;
    h.xloadflags = 1;
    h.relocatable_kernel = 1;
    h.kernel_alignment = 2u << 20;
    h.pref_address = 16u << 20;
    h.init_size = 32u << 20;
    return h;
}

struct Cpio {
    ByteBuilder b;
    Cpio& file(std::string_view name, std::span<const std::byte> content) {
        char field[9];
        b.text("070701");
        for (int i = 0; i < 13; i++) {
            const size_t value = i == 6 ? content.size() : i == 11 ? name.size() + 1 : 0;
            snprintf(field, sizeof(field), "%08X", static_cast<unsigned>(value));
            b.text(field);
        }
        b.text(name).add('\0').zeros((4 - b.size() % 4) % 4);
        for (const std::byte byte : content) b.add(byte);
        b.zeros((4 - b.size() % 4) % 4);
        return *this;
    }
};
