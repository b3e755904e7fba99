// What the loader told us of the machine, copied out of its memory before anything else is written.
#pragma once

#include "kernel/base/text.hpp"
#include "kernel/device/acpi.hpp"
#include "kernel/device/smbios.hpp"
#include "kernel/memory/memory_map.hpp"
#include "kernel/screen/screen_info.hpp"

struct Machine {
    MemoryMap memory;
    acpi::Root acpi_root; // address 0: no ACPI
    ScreenInfo screen;
    PhysAddr efi_system_table; // 0: no UEFI, or the loader does not say
    smbios::Firmware firmware;
    PhysRange module; // the first that the loader brought along, size 0 if none: with to=linux, Linux
    FixedText<1024> command_line;

    // Empty on success, else what is wrong: a command line that was cut would ask for something else, and one with a
    // newline would write lines of its own into the log.
    constexpr std::string_view set_command_line(std::string_view text) {
        if (text.size() > 1024) return "the command line is longer than 1024 characters";
        for (const char c : text) {
            if ((c >= 0 && c < ' ' && c != '\t') || c == 0x7f) return "the command line has a control character";
        }
        command_line.set("{}", text);
        return {};
    }
};
