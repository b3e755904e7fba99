// How fast does the TSC count? The decisions, without the hardware: pure, host-tested.
//
// Two kinds of witness. CPUID may *state* the rate, and then it is exact; but an emulator that copies a model's CPUID
// states the model's rate while its own TSC counts instructions (Bochs: corei7_skylake_x). A timer of known rate lets
// us *measure* it, to some parts in ten thousand; but the host may take the CPU away between any two instructions. So a
// statement is believed unless a measurement contradicts it, and each measurement carries its own bounds of error.
#pragma once

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>

#include "kernel/base/cpuid.hpp"

namespace tsc {

struct Rate {
    uint64_t hz = 0;
    std::string_view by; // one word, for the log
};

// Outside of these nobody's TSC is: Bochs counts 1 to some 100 million instructions a second, no CPU has 20 GHz.
inline constexpr uint64_t lowest_hz = 1'000'000, highest_hz = 20'000'000'000;
constexpr bool is_plausible(uint64_t hz) { return hz >= lowest_hz && hz <= highest_hz; }

using CpuidFunction = CpuidResult (*)(uint32_t leaf, uint32_t subleaf);
// What CPUID states, best first; nothing if it says nothing. Leaf 16H is not among them: see nominal().
std::optional<Rate> stated(CpuidFunction cpuid);
// Leaf 16H is the nominal rate in whole MHz, "should not be used to calculate the TSC frequency" (SDM vol. 2A, CPUID,
// leaf 16H): only for a CPU that has no timer. Linux too takes it where leaf 15H leaves the crystal out, and then
// refines it by a timer (arch/x86/kernel/tsc.c, native_calibrate_tsc).
std::optional<Rate> nominal(CpuidFunction cpuid);

struct Timer {
    uint64_t hz;
    uint32_t mask; // of the bits that count
    std::string_view name;
};

// A timer's count, and the TSC just before and just after it was read.
struct Reading {
    uint64_t before = 0, after = 0;
    uint32_t count = 0;
    uint64_t width() const { return after - before; }
};

// From two readings of one timer; nothing if they are too far from certain: more than 1 part in `certainty`.
inline constexpr uint64_t certainty = 64;
std::optional<uint64_t> rate_between(const Reading& begin, const Reading& end, const Timer& timer);

// The timer's word against CPUID's: `measured` is nothing where there is no timer that counts.
Rate choose(std::optional<Rate> stated, std::optional<Rate> measured, std::optional<Rate> nominal);

// `read_tsc` and `read_timer` give the two counts. Of several tries the one during which the least time went by.
template <typename ReadTsc, typename ReadTimer>
Reading read_narrowly(ReadTsc read_tsc, ReadTimer read_timer) {
    constexpr int tries = 8;
    Reading best;
    for (int i = 0; i < tries; i++) {
        Reading r;
        r.before = read_tsc();
        r.count = read_timer();
        r.after = read_tsc();
        if (i == 0 || r.width() < best.width()) best = r;
    }
    return best;
}

// Measures for 2 ms, five times, and takes the median: a host that takes the CPU away for longer than the timer needs
// to come round spoils one measurement, not three. Where a reading itself takes long, as it does a guest whose every
// access to a port is emulated (100 µs under nested KVM), so much longer that the readings' own width no longer counts:
// twice what rate_between() asks for, as the last reading may be the wider one. Nothing if the timer does not count.
template <typename ReadTsc, typename ReadTimer>
std::optional<Rate> measure(const Timer& timer, ReadTsc read_tsc, ReadTimer read_timer) {
    constexpr size_t wanted = 5;
    constexpr int attempts = 20;
    const uint32_t least = static_cast<uint32_t>(timer.hz / 500);
    // A timer that stands still must not hang us. None that counts is read so often between two of its ticks.
    constexpr uint32_t most_equal = 10'000;
    std::array<uint64_t, wanted> found{};
    size_t count = 0;
    for (int attempt = 0; attempt < attempts && count < wanted; attempt++) {
        const Reading begin = read_narrowly(read_tsc, read_timer);
        const uint64_t certain = begin.after + 2 * certainty * begin.width();
        const auto is_short = [&](uint32_t passed) {
            return passed < least || (read_tsc() < certain && passed < timer.mask / 2);
        };
        uint32_t equal = 0;
        for (uint32_t last = 0, passed = 0; is_short(passed) && equal < most_equal; last = passed) {
            passed = (read_timer() - begin.count) & timer.mask;
            equal = passed == last ? equal + 1 : 0;
        }
        if (equal == most_equal) return std::nullopt;
        const Reading end = read_narrowly(read_tsc, read_timer);
        if (const auto hz = rate_between(begin, end, timer)) found[count++] = *hz;
    }
    if (count == 0) return std::nullopt;
    std::sort(found.begin(), found.begin() + count);
    return Rate{found[count / 2], timer.name};
}

} // namespace tsc
