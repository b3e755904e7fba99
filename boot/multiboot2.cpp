#include "boot/multiboot2.hpp"

#include <algorithm>
#include <cstring>

#include "kernel/acpi.hpp"

namespace multiboot2 {
namespace {

using Bytes = std::span<const std::byte>;
enum class Tag : uint32_t { End = 0, CommandLine = 1, MemoryMap = 6, AcpiOld = 14, AcpiNew = 15 };

template <typename T>
T read(Bytes bytes, size_t offset) {
    T value{};
    if (offset + sizeof(T) <= bytes.size()) memcpy(&value, bytes.data() + offset, sizeof(T));
    return value;
}

std::string_view parse_memory_map(Bytes tag, Machine& machine) {
    const auto entry_size = read<uint32_t>(tag, 8);
    if (entry_size < 24) return "multiboot2: memory map entries are too short";
    for (size_t at = 16; at + entry_size <= tag.size(); at += entry_size) {
        const PhysRange range{{read<uint64_t>(tag, at)}, read<uint64_t>(tag, at + 8)};
        if (!machine.memory.add(range, static_cast<MemoryType>(read<uint32_t>(tag, at + 16))))
            return "multiboot2: the memory map has too many entries or one that wraps around";
    }
    return {};
}

std::string_view parse_tag(Tag type, Bytes tag, Machine& machine) {
    const Bytes body = tag.subspan(8);
    switch (type) {
    case Tag::CommandLine: {
        const auto* text = reinterpret_cast<const char*>(body.data());
        return machine.set_command_line({text, static_cast<size_t>(std::find(text, text + body.size(), '\0') - text)});
    }
    case Tag::MemoryMap: return parse_memory_map(tag, machine);
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
    const auto total = read<uint32_t>(information, 0);
    if (total < tag_header || total > information.size()) return "multiboot2: the information's size makes no sense";
    Bytes rest = information.first(total).subspan(8);
    while (rest.size() >= tag_header) {
        const auto type = read<Tag>(rest, 0);
        const auto size = read<uint32_t>(rest, 4);
        if (size < tag_header || size > rest.size()) return "multiboot2: a tag's size makes no sense";
        if (type == Tag::End) break;
        if (const auto error = parse_tag(type, rest.first(size), machine); !error.empty()) return error;
        rest = rest.subspan(std::min<size_t>(align_up(size, 8), rest.size()));
    }
    return machine.memory.entries().empty() ? "multiboot2: there is no memory map" : "";
}

} // namespace multiboot2
