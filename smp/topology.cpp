#include "smp/topology.hpp"

#include <algorithm>
#include <bit>

namespace topology {
namespace {

unsigned bits_for(uint32_t count) { return static_cast<unsigned>(std::bit_width(count > 0 ? count - 1 : 0)); }

// Leaf 0x1F or 0xB: valid only if EBX[15:0] is not zero; level type 1 is SMT and EAX[4:0] its shift.
bool from_extended_topology(CpuidFunction cpuid, uint32_t leaf, unsigned& bits) {
    if (cpuid(0, 0).eax < leaf || (cpuid(leaf, 0).ebx & 0xffff) == 0) return false;
    constexpr uint32_t max_levels = 8, smt_level = 1;
    for (uint32_t level = 0; level < max_levels; level++) {
        const CpuidResult r = cpuid(leaf, level);
        if ((r.ebx & 0xffff) == 0) break;
        if ((r.ecx >> 8 & 0xff) == smt_level) {
            bits = r.eax & 0x1f;
            return true;
        }
    }
    bits = 0;
    return true;
}

// AMD APM vol. 3, CPUID leaf 8000_001E (EBX[15:8] + 1 threads a core), valid with TopologyExtensions.
bool from_amd(CpuidFunction cpuid, unsigned& bits) {
    constexpr uint32_t topology_extensions = 1u << 22;
    if (cpuid(0x80000000, 0).eax < 0x8000001e) return false;
    if ((cpuid(0x80000001, 0).ecx & topology_extensions) == 0) return false;
    bits = bits_for((cpuid(0x8000001e, 0).ebx >> 8 & 0xff) + 1);
    return true;
}

// Leaf 1: EBX[23:16] logical CPUs in the package, if EDX.HTT; leaf 4: EAX[31:26] + 1 cores in it. AMD's CmpLegacy says
// that all of them are cores: those CPUs have no leaf 4.
unsigned from_legacy(CpuidFunction cpuid) {
    constexpr uint32_t htt = 1u << 28, cmp_legacy = 1u << 1;
    const CpuidResult one = cpuid(1, 0);
    if ((one.edx & htt) == 0) return 0;
    if (cpuid(0x80000000, 0).eax >= 0x80000001 && (cpuid(0x80000001, 0).ecx & cmp_legacy) != 0) return 0;
    const uint32_t cores = cpuid(0, 0).eax >= 4 ? (cpuid(4, 0).eax >> 26) + 1 : 1;
    const unsigned package_bits = bits_for(one.ebx >> 16 & 0xff);
    const unsigned core_bits = bits_for(cores);
    return package_bits > core_bits ? package_bits - core_bits : 0;
}

} // namespace

unsigned smt_bits(CpuidFunction cpuid) {
    unsigned bits = 0;
    if (from_extended_topology(cpuid, 0x1f, bits)) return bits;
    if (from_extended_topology(cpuid, 0xb, bits)) return bits;
    if (from_amd(cpuid, bits)) return bits;
    return from_legacy(cpuid);
}

uint32_t cpus_in_package(CpuidFunction cpuid) {
    constexpr uint32_t htt = 1u << 28, max_levels = 8;
    uint32_t count = 1;
    const CpuidResult one = cpuid(1, 0);
    if ((one.edx & htt) != 0) count = std::max(count, one.ebx >> 16 & 0xff);
    for (const uint32_t leaf : {0xbu, 0x1fu}) {
        if (cpuid(0, 0).eax < leaf) continue;
        for (uint32_t level = 0; level < max_levels && (cpuid(leaf, level).ecx >> 8 & 0xff) != 0; level++)
            count = std::max(count, cpuid(leaf, level).ebx & 0xffff);
    }
    return count;
}

bool is_sibling(std::span<const ApicId> ids, size_t index, unsigned smt_bits) {
    if (index == 0) return false;
    const uint32_t core = core_of(ids[index], smt_bits);
    if (core_of(ids[0], smt_bits) == core) return true;
    for (size_t i = 1; i < ids.size(); i++) {
        if (core_of(ids[i], smt_bits) == core && ids[i] < ids[index]) return true;
    }
    return false;
}

} // namespace topology
