#include "kernel/device/power.hpp"

#include <cstring>

#include "kernel/base/port.hpp"
#include "kernel/memory/layout.hpp"

namespace power {
namespace {

// FADT offsets (ACPI 6.5, table 5.9)
constexpr size_t dsdt_32 = 40, smi_command = 48, acpi_enable = 52, pm1a_control = 64, pm1b_control = 68, flags = 112,
                 reset_register = 116, reset_value = 128, dsdt_64 = 140;
constexpr uint32_t reset_supported = 1u << 10;
constexpr uint16_t sleep_enable = 1u << 13, sci_enable = 1u << 0;
constexpr unsigned sleep_type_shift = 10;

template <typename T>
T field(acpi::Bytes bytes, size_t offset) {
    T value{};
    if (offset + sizeof(T) <= bytes.size()) memcpy(&value, bytes.data() + offset, sizeof(T));
    return value;
}

// An AML integer of a package: ZeroOp, OneOp, or a byte constant (ACPI 6.5, 20.2.3).
std::optional<uint8_t> take_integer(acpi::Bytes& aml) {
    if (aml.empty()) return std::nullopt;
    const auto op = std::to_integer<uint8_t>(aml[0]);
    const bool has_byte = op == 0x0a;
    if (aml.size() < (has_byte ? 2u : 1u) || (op > 1 && !has_byte)) return std::nullopt;
    const uint8_t value = has_byte ? std::to_integer<uint8_t>(aml[1]) : op;
    aml = aml.subspan(has_byte ? 2 : 1);
    return value;
}

void sleep(uint16_t port, uint8_t type) {
    if (port != 0) out16(port, static_cast<uint16_t>(type << sleep_type_shift | sleep_enable));
}

} // namespace

std::optional<SleepType> find_s5(acpi::Bytes aml) {
    constexpr uint8_t package_op = 0x12;
    for (size_t at = 0; at + 8 <= aml.size(); at++) {
        if (memcmp(aml.data() + at, "_S5_", 4) != 0 || std::to_integer<uint8_t>(aml[at + 4]) != package_op) continue;
        acpi::Bytes rest = aml.subspan(at + 5);
        // PkgLength: the two top bits of its first byte say how many bytes follow (20.2.4); then the element count.
        const size_t length_bytes = 1 + (std::to_integer<uint8_t>(rest[0]) >> 6);
        if (rest.size() < length_bytes + 1) return std::nullopt;
        rest = rest.subspan(length_bytes + 1);
        const auto a = take_integer(rest);
        const auto b = take_integer(rest);
        if (a && b) return SleepType{*a, *b};
    }
    return std::nullopt;
}

void off(acpi::Root root) {
    const acpi::Bytes fadt = acpi::find_table(root, "FACP");
    PhysAddr dsdt{field<uint64_t>(fadt, dsdt_64)};
    if (dsdt.value == 0) dsdt = {field<uint32_t>(fadt, dsdt_32)};
    const auto type = find_s5(acpi::table_at(dsdt));
    const auto control = static_cast<uint16_t>(field<uint32_t>(fadt, pm1a_control));
    if (type && control != 0) {
        const auto command = static_cast<uint16_t>(field<uint32_t>(fadt, smi_command));
        const auto enable = field<uint8_t>(fadt, acpi_enable);
        // 16.3.2: in legacy mode the registers are the firmware's; hand-over is one write, and SCI_EN shows it.
        if (command != 0 && enable != 0 && (in16(control) & sci_enable) == 0) {
            out8(command, enable);
            for (int i = 0; i < 100'000 && (in16(control) & sci_enable) == 0; i++) {
            }
        }
        sleep(control, type->a);
        sleep(static_cast<uint16_t>(field<uint32_t>(fadt, pm1b_control)), type->b);
    }
    // Fallbacks: the PM1a control ports of QEMU's q35 and pc, and of Bochs, with the type 0 that all of them use.
    for (const uint16_t port : {0x604, 0xb004}) out16(port, 1u << 13);
}

void reset(acpi::Root root) {
    constexpr uint8_t system_io = 1;
    const acpi::Bytes fadt = acpi::find_table(root, "FACP");
    const bool by_port = field<uint8_t>(fadt, reset_register) == system_io;
    if ((field<uint32_t>(fadt, flags) & reset_supported) != 0 && by_port)
        out8(static_cast<uint16_t>(field<uint64_t>(fadt, reset_register + 4)), field<uint8_t>(fadt, reset_value));
    out8(0xcf9, 0x02);
    out8(0xcf9, 0x06);
    out8(0x64, 0xfe);
}

} // namespace power
