#include "hibernate/image/plain_copy.hpp"

#include <algorithm>
#include <cstring>

#include "kernel/log/print.hpp"
#include "kernel/memory/layout.hpp"

namespace {

// As smp/safe/copier.asm does it, but upwards.
void copy_unrolled(std::byte* to, const std::byte* from, uint64_t bytes) {
    for (uint64_t at = 0; at < bytes; at += 64) {
        const auto* f = reinterpret_cast<const uint64_t*>(from + at);
        auto* t = reinterpret_cast<uint64_t*>(to + at);
        const uint64_t a = f[0], b = f[1], c = f[2], d = f[3], e = f[4], g = f[5], h = f[6], i = f[7];
        t[0] = a, t[1] = b, t[2] = c, t[3] = d, t[4] = e, t[5] = g, t[6] = h, t[7] = i;
    }
}

void copy_by_movsq(std::byte* to, const std::byte* from, uint64_t bytes) {
    bytes /= 8;
    asm volatile("rep movsq" : "+D"(to), "+S"(from), "+c"(bytes) : : "memory");
}

void copy_by_movsb(std::byte* to, const std::byte* from, uint64_t bytes) {
    asm volatile("rep movsb" : "+D"(to), "+S"(from), "+c"(bytes) : : "memory");
}

} // namespace

void plain_copy::copy(CopyBy by, PhysAddr to, PhysAddr from, uint64_t bytes) {
    constexpr decltype(&copy_unrolled) ways[] = {copy_unrolled, copy_by_movsq, copy_by_movsb}; // by CopyBy
    ways[static_cast<uint32_t>(by)](direct_map(to), direct_map(from), bytes);
}

namespace {

constexpr uint64_t piece = 64u << 10;

// Half of `bytes`, as an odd number of pieces: no two pages of a copy should want the same place in a cache or in an
// emulator's TLB.
uint64_t half_of(uint64_t bytes) { return bytes < 4 * piece ? 0 : align_down(bytes / 2 - piece, 2 * piece) + piece; }

// Memory that an emulator has never touched, or where firmware has run, is slow once, whoever writes first.
void warm_up(PhysAddr at, uint64_t bytes) { memset(direct_map(at), 0, bytes); }

} // namespace

void plain_copy::choose(PhysRange scratch, Stamps& stamps) {
    constexpr uint64_t most = 4u << 20, most_us = 1'000;
    constexpr int rounds = 3; // the best counts: an emulator's host may take the CPU away in the middle of one
    const uint64_t half = half_of(std::min(scratch.size, most));
    if (stamps.plain[0].us != 0 || half == 0) return;
    warm_up(scratch.base, 2 * half);
    const Ticks limit = tsc::from_microseconds(most_us);
    for (uint32_t turn = 0; turn < rounds * ways_to_copy; turn++) {
        const uint32_t way = turn % ways_to_copy;
        const Ticks start = now();
        uint64_t copied = 0;
        for (; copied < half && now() - start < limit; copied += piece) {
            const PhysAddr from = scratch.base + copied;
            copy(static_cast<CopyBy>(way), from + half, from, piece);
        }
        const PlainSpeed speed{copied, tsc::to_microseconds(now() - start)};
        if (speed.mb_s() >= stamps.plain[way].mb_s()) stamps.plain[way] = speed;
    }
}

void plain_copy::measure_whole(PhysRange scratch, Stamps& stamps) {
    const uint64_t half = half_of(scratch.size);
    if (stamps.plain_whole.us != 0 || half == 0) return;
    warm_up(scratch.base, 2 * half);
    const CopyBy by = fastest(stamps);
    const Ticks start = now();
    copy(by, scratch.base + half, scratch.base, half);
    copy(by, scratch.base, scratch.base + half, half);
    stamps.plain_whole = {2 * half, std::max<uint64_t>(tsc::to_microseconds(now() - start), 1)};
}

CopyBy plain_copy::fastest(const Stamps& stamps) {
    const auto slower = [](const PlainSpeed& a, const PlainSpeed& b) { return a.mb_s() < b.mb_s(); };
    const auto best = std::max_element(stamps.plain.begin(), stamps.plain.end(), slower);
    return static_cast<CopyBy>(best - stamps.plain.begin());
}

void plain_copy::print_speeds(const Stamps& stamps) {
    const auto& p = stamps.plain;
    if (p[0].us == 0) return;
    print("# PLAIN movsb={} movsq={} unrolled={} mb_s copier={}", p[2].mb_s(), p[1].mb_s(), p[0].mb_s(),
          name_of(fastest(stamps)));
    const PlainSpeed& whole = stamps.plain_whole;
    if (whole.us == 0) print("\n");
    else print(" whole={} bytes={}\n", whole.mb_s(), whole.bytes);
}
