// One step of the copier (smp/safe/copier.asm).
#pragma once

#include <cstdint>
#include <string_view>

// `length` bytes from `source` to `destination`, physical; all are multiples of a page.
struct CopyStep {
    uint64_t destination, source, length;
    static constexpr uint64_t zero_fill = 0; // as source: no image ever lies in the IVT's page
    friend constexpr bool operator==(const CopyStep&, const CopyStep&) = default;
};

// The ways to copy, of which the copier takes the fastest on this machine (hibernate/image/plain_copy.hpp): eight plain
// moves a turn, REP MOVSQ or REP MOVSB a page.
enum class CopyBy : uint32_t { Unrolled, Movsq, Movsb };
inline constexpr uint32_t ways_to_copy = 3;
constexpr std::string_view name_of(CopyBy by) {
    constexpr std::string_view names[] = {"unrolled", "movsq", "movsb"};
    return names[static_cast<uint32_t>(by)];
}
