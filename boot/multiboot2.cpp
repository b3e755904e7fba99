#include "boot/multiboot2.hpp"

#include <algorithm>

#include "kernel/device/acpi.hpp"

namespace multiboot2 {
namespace {

enum class Tag : uint32_t {
    End = 0,
    CommandLine = 1,
    Module = 3,
    MemoryMap = 6,
    Framebuffer = 8,
    EfiSystemTable64 = 12,
    AcpiOld = 14,
    AcpiNew = 15
};

std::string_view parse_memory_map(Bytes tag, Machine& machine) {
    const auto entry_size = field_at<uint32_t>(tag, 8);
    if (entry_size < 24) return "multiboot2: memory map entries are too short";
    for (size_t at = 16; at + entry_size <= tag.size(); at += entry_size) {
        const PhysRange range{{field_at<uint64_t>(tag, at)}, field_at<uint64_t>(tag, at + 8)};
        if (!machine.memory.add(range, static_cast<MemoryType>(field_at<uint32_t>(tag, at + 16))))
            return "multiboot2: the memory map has too many entries or one that wraps around";
    }
    return {};
}

// Section 3.6.12. What cannot be drawn on is no screen, and no reason to refuse the machine.
ScreenInfo parse_framebuffer(Bytes tag) {
    constexpr uint8_t direct_colour = 1, text = 2;
    ScreenInfo s{};
    s.address = {field_at<uint64_t>(tag, 8)};
    s.pitch = field_at<uint32_t>(tag, 16);
    s.width = field_at<uint32_t>(tag, 20);
    s.height = field_at<uint32_t>(tag, 24);
    s.bytes_per_pixel = (field_at<uint8_t>(tag, 28) + 7u) / 8;
    s.red = field_at<ColourField>(tag, 32);
    s.green = field_at<ColourField>(tag, 34);
    s.blue = field_at<ColourField>(tag, 36);
    const auto type = field_at<uint8_t>(tag, 29);
    if (type == direct_colour && is_drawable(s)) s.kind = ScreenKind::Framebuffer;
    if (type == text && s.width == 80 && s.height == 25 && s.pitch >= 160 && s.pitch <= page_size)
        s.kind = ScreenKind::VgaText;
    return s.kind == ScreenKind::None ? ScreenInfo{} : s;
}

// A screen where memory is would be drawn over what lies there. The memory map may come after it.
void drop_screen_in_memory(Machine& machine) {
    const PhysRange screen{machine.screen.address, machine.screen.bytes()};
    const auto entries = machine.memory.entries();
    const bool in_memory = std::any_of(entries.begin(), entries.end(), [&](const MemoryMapEntry& e) {
        return e.type == MemoryType::Available && e.range.overlaps(screen);
    });
    if (in_memory) machine.screen = {};
}

std::string_view parse_tag(Tag type, Bytes tag, Machine& machine) {
    const Bytes body = tag.subspan(8);
    switch (type) {
    case Tag::CommandLine: {
        const auto* text = reinterpret_cast<const char*>(body.data());
        return machine.set_command_line({text, static_cast<size_t>(std::find(text, text + body.size(), '\0') - text)});
    }
    case Tag::Module: // section 3.6.6: where it begins and ends
        if (machine.module.size == 0 && field_at<uint32_t>(tag, 12) > field_at<uint32_t>(tag, 8))
            machine.module = {{field_at<uint32_t>(tag, 8)}, field_at<uint32_t>(tag, 12) - field_at<uint32_t>(tag, 8)};
        return {};
    case Tag::MemoryMap: return parse_memory_map(tag, machine);
    case Tag::Framebuffer: machine.screen = parse_framebuffer(tag); return {};
    case Tag::EfiSystemTable64: machine.efi_system_table = {field_at<uint64_t>(tag, 8)}; return {};
    case Tag::AcpiOld:
    case Tag::AcpiNew:
        // Both may be there; the newer one, which has the XSDT, wins.
        if (const auto root = acpi::parse_rsdp(body); root && (root->is_xsdt || machine.acpi_root.address.value == 0))
            machine.acpi_root = *root;
        return {};
    default: return {};
    }
}

} // namespace

std::string_view parse(Bytes information, Machine& machine) {
    constexpr size_t tag_header = 8;
    const auto total = field_at<uint32_t>(information, 0);
    if (total < tag_header || total > information.size()) return "multiboot2: the information's size makes no sense";
    Bytes rest = information.first(total).subspan(8);
    while (rest.size() >= tag_header) {
        const auto type = field_at<Tag>(rest, 0);
        const auto size = field_at<uint32_t>(rest, 4);
        if (size < tag_header || size > rest.size()) return "multiboot2: a tag's size makes no sense";
        if (type == Tag::End) break;
        if (const auto error = parse_tag(type, rest.first(size), machine); !error.empty()) return error;
        rest = rest.subspan(std::min<size_t>(align_up(size, 8), rest.size()));
    }
    drop_screen_in_memory(machine);
    return machine.memory.entries().empty() ? "multiboot2: there is no memory map" : "";
}

} // namespace multiboot2
