// Any boot information is refused or gives a machine whose free memory is free, and on which a placement, if there is
// room for one, overlaps nothing.
#include "boot/multiboot2.hpp"
#include "boot/placement.hpp"
#include "kernel/memory/layout.hpp"
#include "tests/fuzz/target.hpp"
#include "tests/unit/boot_information.hpp"
#include "tests/unit/rsdp.hpp"

namespace {

void examine_memory(const MemoryMap& map) {
    const FreeMemory free(map);
    PhysAddr end{0};
    for (const PhysRange r : free.ranges()) {
        require(r.size > 0 && r.base.value % page_size == 0 && r.size % page_size == 0);
        require(r.base >= end && r.end() > r.base && r.end().value <= direct_map_size);
        require(map.is_available(r));
        end = r.end();
    }
}

void examine_placement(const MemoryMap& map) {
    PlacementFailure failure;
    const PhysRange pristine{{2u << 20}, 100'000};
    const auto p = place(map, {pristine, 200'000, 8, 1u << 20}, failure);
    if (!p) return;
    std::vector<PhysRange> all = {p->slots[0], p->slots[1], p->safe, p->store, {{0}, page_size}, pristine};
    all.push_back({default_smbase, default_smram_size});
    const size_t not_taken = 3;
    for (const PhysAddr t : p->trampolines) all.push_back({t, page_size});
    for (uint32_t i = 0; i < p->witness_count; i++) all.push_back(p->witness[i]);
    for (size_t i = 0; i < all.size(); i++) {
        const bool taken = i < 4 || i >= 4 + not_taken;
        require(!taken || (all[i].size > 0 && map.is_available(all[i])));
        for (size_t j = 0; j < i; j++) require(!taken || !all[i].overlaps(all[j]));
    }
}

} // namespace

std::vector<ByteBuilder> seeds() {
    constexpr uint64_t mib = 1u << 20;
    Information pc, odd;
    pc.tag(1, ByteBuilder().text("method=park").add('\0'));
    pc.memory(0, 0x9fc00, 1).memory(0x9fc00, 0x60400, 2).memory(mib, 511 * mib, 1).memory(4096 * mib, 1024 * mib, 1);
    pc.tag(14, rsdp(0, 0x1000, 0)).tag(15, rsdp(2, 0x1000, 0x2000));
    odd.memory(0, 640 << 10, 1).memory(mib, 64 * mib, 1).memory(32 * mib, 64 * mib, 1).memory(40 * mib, 100, 4);
    odd.memory(~uint64_t{0} - 4095, 4096, 2);
    pc.done();
    odd.done();
    return {pc.b, odd.b};
}

void examine(std::span<const std::byte> input) {
    static Machine machine;
    machine = {};
    if (!multiboot2::parse(input, machine).empty()) return;
    require(!machine.memory.entries().empty());
    examine_memory(machine.memory);
    examine_placement(machine.memory);
}
