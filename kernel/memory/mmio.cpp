#include "kernel/memory/mmio.hpp"

#include <array>

#include "kernel/log/panic.hpp"
#include "kernel/memory/layout.hpp"
#include "kernel/memory/page_tables.hpp"

namespace {

constexpr uint64_t window_base = direct_map_base + direct_map_size; // PML4 entry 288

struct Mapping {
    PhysRange range;
    uint64_t at = 0;
};

Arena* arena;
std::array<Mapping, 64> mappings;
size_t count;
uint64_t next;

} // namespace

void mmio::initialize(Arena& from) {
    arena = &from;
    count = 0;
    next = window_base;
}

volatile std::byte* mmio::map(PhysAddr address, uint64_t size) {
    const PhysAddr first{align_down(address.value, page_size)};
    const PhysRange range{first, align_up((address + size) - first, page_size)};
    const auto pointer = [&](uint64_t at) { return reinterpret_cast<volatile std::byte*>(at + (address - first)); };
    for (const Mapping& m : std::span(mappings).first(count)) {
        if (m.range == range) return pointer(m.at);
    }
    if (count == mappings.size()) panic("mmio-window-full", "no room to map {}", address);
    next = align_up(next, large_page_size) + first.value % large_page_size; // so that large pages may serve
    PageTables tables(*arena, {read_cr3() & page::address_mask});
    tables.map({next}, first, range.size,
               page::writable | page::no_execute | page::cache_disable | page::write_through);
    const Mapping m{range, next};
    mappings[count++] = m;
    next += range.size;
    return pointer(m.at);
}
