#include "hibernate/image/witness.hpp"

#include <atomic>

#include "kernel/log/print.hpp"
#include "kernel/memory/layout.hpp"
#include "smp/parallel.hpp"

namespace {
using witness::words;

std::span<uint64_t, words> page_at(PhysAddr at) { return std::span<uint64_t, words>(direct_map<uint64_t>(at), words); }

// visit(address) of every page, on all online CPUs.
template <typename Visit>
void for_each_page_by_all(std::span<const PhysRange> ranges, Visit visit) {
    constexpr uint64_t pages_at_once = 64;
    for (const PhysRange r : ranges) {
        parallel::for_pieces(r.size / page_size, pages_at_once, [&](uint64_t page, uint64_t end) {
            for (; page < end; page++) visit(r.base + page * page_size);
        });
    }
}
} // namespace

void witness::fill(std::span<const PhysRange> ranges, uint64_t nonce) {
    // By one CPU: shared, it was not faster (docs/design.md).
    for (const PhysRange r : ranges) {
        for (PhysAddr at = r.base; at < r.end(); at = at + page_size) fill_page(page_at(at), at, nonce);
    }
}

Tally witness::check(std::span<const PhysRange> ranges, uint64_t nonce) {
    // Only counted here; parallel::run()'s end makes the counts whole.
    std::atomic<uint64_t> differing{0}, lowest{~uint64_t{0}};
    for_each_page_by_all(ranges, [&](PhysAddr at) {
        if (page_is_intact(page_at(at), at, nonce)) return;
        differing.fetch_add(1, std::memory_order_relaxed);
        uint64_t before = lowest.load(std::memory_order_relaxed);
        while (at.value < before && !lowest.compare_exchange_weak(before, at.value, std::memory_order_relaxed)) {
        }
    });
    const Tally t{total_size(ranges) / page_size - differing.load(), total_size(ranges) / page_size};
    if (!t.complete()) {
        const PhysAddr at{lowest.load()};
        const Difference d = difference_in(page_at(at), at, nonce);
        print("# witness page {} is the first that differs: bytes {} to {}, expected {} found {}\n", at, d.first_byte,
              d.last_byte, Hex{d.expected, 16}, Hex{d.found, 16});
    }
    for (const PhysRange r : ranges)
        print("# witness base={} pages={} nonce={}\n", r.base, r.size / page_size, Hex{nonce, 16});
    return t;
}
