#include "hibernate/witness.hpp"

#include "kernel/layout.hpp"
#include "kernel/print.hpp"

namespace {
using witness::words;

template <typename Visit> // visit(page's words, its address)
void for_each_page(std::span<const PhysRange> ranges, Visit visit) {
    for (const PhysRange r : ranges) {
        for (PhysAddr at = r.base; at < r.end(); at = at + page_size)
            visit(std::span<uint64_t, words>(direct_map<uint64_t>(at), words), at);
    }
}
} // namespace

void witness::fill(std::span<const PhysRange> ranges, uint64_t nonce) {
    for_each_page(ranges, [&](auto page, PhysAddr at) { fill_page(page, at, nonce); });
}

Tally witness::check(std::span<const PhysRange> ranges, uint64_t nonce) {
    Tally t;
    for_each_page(ranges, [&](auto page, PhysAddr at) {
        const bool intact = page_is_intact(page, at, nonce);
        if (!intact && t.good == t.all)
            print("# witness page {} differs, its words begin {} {}\n", at, Hex{page[0]}, Hex{page[1]});
        t.good += intact;
        t.all++;
    });
    for (const PhysRange r : ranges)
        print("# witness base={} pages={} nonce={}\n", r.base, r.size / page_size, Hex{nonce, 16});
    return t;
}
