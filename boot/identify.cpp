#include "boot/identify.hpp"

#include <algorithm>

#include "boot/version.hpp"
#include "hibernate/image/build_id.hpp"
#include "kernel/cpu/identity.hpp"
#include "kernel/cpu/microcode.hpp"
#include "kernel/device/exit.hpp"
#include "kernel/log/print.hpp"
#include "smp/topology.hpp"

namespace {

void print_build() {
    const BuildId id = own_build_id();
    print("# BUILD version={} id=", version);
    for (const uint8_t byte : std::span(id.bytes).first(8)) { // enough to tell builds apart
        constexpr std::string_view digits = "0123456789abcdef";
        print("{}{}", digits[byte >> 4], digits[byte & 0xf]);
    }
    print("\n");
}

struct Cores {
    uint32_t cores, threads; // threads of the widest core
};

// The CPU table has the threads of a core in no order.
Cores count_cores() {
    const unsigned bits = topology::smt_bits([](uint32_t l, uint32_t s) { return cpuid(l, s); });
    Cores found{};
    for (const Cpu& cpu : cpus()) {
        const auto same_core = [&](const Cpu& other) {
            return topology::core_of(other.apic_id, bits) == topology::core_of(cpu.apic_id, bits);
        };
        const auto first = std::find_if(cpus().begin(), cpus().end(), same_core);
        if (&*first != &cpu) continue;
        found.cores++;
        const auto threads = std::count_if(cpus().begin(), cpus().end(), same_core);
        found.threads = std::max(found.threads, static_cast<uint32_t>(threads));
    }
    return found;
}

} // namespace

void print_identity(const Life& life) {
    print_build();
    const CpuIdentity id = cpu_identity::of([](uint32_t l, uint32_t s) { return cpuid(l, s); }, in_emulator());
    const uint32_t revision = microcode_revision();
    const auto microcode = revision != 0 ? std::optional(Hex{revision}) : std::nullopt;
    const Cores cores = count_cores();
    const smbios::Firmware& f = life.record.machine.firmware;
    print("# MACHINE vendor={} family={} model={} stepping={} microcode={} hypervisor={} cpus={} cores={} threads={} "
          "firmware={} version={} date={} product={}\n",
          id.vendor.view(), id.family, id.model, id.stepping, microcode, id.hypervisor.view(), cpus().size(),
          cores.cores, cores.threads, f.vendor.view(), f.version.view(), f.date.view(), f.product.view());
}
