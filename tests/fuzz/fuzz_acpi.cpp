// Firmware's tables may hold anything: nothing outside of them is read, and no CPU is listed twice. The first byte of
// an input says which table the rest is.
#include <algorithm>
#include <array>

#include "kernel/device/pci.hpp"
#include "kernel/device/power.hpp"
#include "kernel/memory/layout.hpp"
#include "smp/cpu_list.hpp"
#include "tests/fuzz/target.hpp"
#include "tests/unit/madt.hpp"
#include "tests/unit/rsdp.hpp"

namespace {

enum Table : uint8_t { Rsdp, MadtTable, Fadt, Mcfg, Dsdt, table_count };

void examine_madt(Bytes madt) {
    const ApicId boot{0};
    std::vector<ApicId> ids(list_cpus(madt, boot, {}));
    const size_t count = list_cpus(madt, boot, ids);
    require(count >= 1 && count <= ids.size() && ids[0] == boot);
    ids.resize(count);
    std::sort(ids.begin(), ids.end());
    require(std::adjacent_find(ids.begin(), ids.end()) == ids.end());
    require(ids.back().value != 0xffffffff);
}

void examine_mcfg(Bytes mcfg) {
    std::array<pci::Ecam, 4> room;
    for (const pci::Ecam& e : pci::parse_mcfg(mcfg, room)) require(e.first_bus <= e.last_bus && e.base.value != 0);
}

void examine_registers(const power::Fadt& f) {
    for (const power::Register& r : {f.pm1a, f.pm1b, f.sleep_control, f.reset}) {
        require(r.space <= power::Register::Space::PciConfiguration);
        require(r.space != power::Register::Space::Io || r.address <= 0xffff);
    }
}

ByteBuilder seed(Table table, std::span<const std::byte> bytes) {
    ByteBuilder b;
    b.add<uint8_t>(table);
    for (const std::byte byte : bytes) b.add(byte);
    return b;
}

} // namespace

std::vector<ByteBuilder> seeds() {
    Madt madt;
    madt.local_apic(0, 1).other().local_apic(1, 1).local_apic(2, 0).x2apic(1, 1).x2apic(300, 2).x2apic(301, 1);
    ByteBuilder fadt, mcfg, dsdt;
    fadt.zeros(276).put<uint32_t>(76, 0x608).put<uint8_t>(91, 4).put<uint32_t>(112, 1u << 10).put<uint8_t>(116, 1);
    mcfg.zeros(44).add<uint64_t>(0xb0000000).add<uint16_t>(0).add<uint8_t>(0).add<uint8_t>(63).zeros(4);
    dsdt.zeros(5).text("_S5_").add<uint8_t>(0x12).add<uint8_t>(6).add<uint8_t>(4).add<uint16_t>(0x050a).zeros(4);
    return {seed(Rsdp, rsdp(0, 0x1000, 0).view()),
            seed(Rsdp, rsdp(2, 0x1000, 0x2000).view()),
            seed(MadtTable, madt.b.view()),
            seed(Fadt, fadt.view()),
            seed(Mcfg, mcfg.view()),
            seed(Dsdt, dsdt.view())};
}

void examine(std::span<const std::byte> input) {
    if (input.empty()) return;
    // A copy of its own, so that ASan sees a read before it too.
    const std::vector<std::byte> table(input.begin() + 1, input.end());
    switch (std::to_integer<uint8_t>(input[0]) % table_count) {
    case Rsdp:
        if (const auto root = acpi::parse_rsdp(table)) require(root->address.value < direct_map_size);
        break;
    case MadtTable: examine_madt(table); break;
    case Fadt:
        (void)acpi::pm_timer(table);
        examine_registers(power::parse_fadt(table));
        break;
    case Mcfg: examine_mcfg(table); break;
    default: (void)power::find_s5(table);
    }
}
