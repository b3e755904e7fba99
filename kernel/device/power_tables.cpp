// What can be decided about power without touching the machine. Host-tested and fuzzed.
#include <cstring>

#include "kernel/device/power.hpp"

namespace power {
namespace {

// Offsets in the FADT (ACPI 6.5, "Fixed ACPI Description Table").
namespace at {
constexpr size_t dsdt = 40, smi_command = 48, acpi_enable = 52, pm1a_control = 64, pm1b_control = 68, flags = 112,
                 reset = 116, reset_value = 128, x_dsdt = 140, x_pm1a_control = 172, x_pm1b_control = 184,
                 sleep_control = 244;
}
constexpr uint32_t reset_supported = 1u << 10, hardware_reduced = 1u << 20;

Register generic_address(Bytes fadt, size_t offset) {
    constexpr size_t address_in_it = 4;
    const Register r{field_at<Register::Space>(fadt, offset), field_at<uint64_t>(fadt, offset + address_in_it)};
    const bool is_known = r.space <= Register::Space::PciConfiguration;
    const bool is_port = r.space != Register::Space::Io || r.address <= 0xffff;
    return is_known && is_port ? r : Register{};
}

Register pm1_control(Bytes fadt, size_t wide, size_t narrow) {
    if (const Register r = generic_address(fadt, wide)) return r;
    const auto port = field_at<uint32_t>(fadt, narrow);
    return port != 0 && port <= 0xffff ? Register{Register::Space::Io, port} : Register{};
}

// An AML integer of a package: ZeroOp, OneOp, or a byte constant (ACPI 6.5, "Data Objects Encoding").
std::optional<uint8_t> take_integer(Bytes& aml) {
    if (aml.empty()) return std::nullopt;
    const auto op = std::to_integer<uint8_t>(aml[0]);
    const bool has_byte = op == 0x0a;
    if (aml.size() < (has_byte ? 2u : 1u) || (op > 1 && !has_byte)) return std::nullopt;
    const uint8_t value = has_byte ? std::to_integer<uint8_t>(aml[1]) : op;
    aml = aml.subspan(has_byte ? 2 : 1);
    return value;
}

} // namespace

Fadt parse_fadt(Bytes fadt) {
    const auto flags = field_at<uint32_t>(fadt, at::flags);
    Fadt f;
    f.pm1a = pm1_control(fadt, at::x_pm1a_control, at::pm1a_control);
    f.pm1b = pm1_control(fadt, at::x_pm1b_control, at::pm1b_control);
    f.sleep_control = generic_address(fadt, at::sleep_control);
    if ((flags & reset_supported) != 0) f.reset = generic_address(fadt, at::reset);
    f.reset_value = field_at<uint8_t>(fadt, at::reset_value);
    f.smi_command = static_cast<uint16_t>(field_at<uint32_t>(fadt, at::smi_command));
    f.acpi_enable = field_at<uint8_t>(fadt, at::acpi_enable);
    f.is_hardware_reduced = (flags & hardware_reduced) != 0;
    f.dsdt = {field_at<uint64_t>(fadt, at::x_dsdt)};
    if (f.dsdt.value == 0) f.dsdt = {field_at<uint32_t>(fadt, at::dsdt)};
    return f;
}

std::optional<SleepType> find_s5(Bytes aml) {
    constexpr uint8_t package_op = 0x12;
    for (size_t i = 0; i + 8 <= aml.size(); i++) {
        if (memcmp(aml.data() + i, "_S5_", 4) != 0 || std::to_integer<uint8_t>(aml[i + 4]) != package_op) continue;
        Bytes rest = aml.subspan(i + 5);
        // PkgLength: the two top bits of its first byte say how many bytes follow; then the element count.
        const size_t length_bytes = 1 + (std::to_integer<uint8_t>(rest[0]) >> 6);
        if (rest.size() < length_bytes + 1) return std::nullopt;
        rest = rest.subspan(length_bytes + 1);
        const auto a = take_integer(rest);
        const auto b = take_integer(rest);
        if (a && b) return SleepType{*a, *b};
    }
    return std::nullopt;
}

} // namespace power
