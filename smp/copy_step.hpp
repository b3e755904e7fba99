// One step of the copier (hibernate/copier.asm).
#pragma once

#include <cstdint>

// `length` bytes from `source` to `destination`, physical; all are multiples of a page.
struct CopyStep {
    uint64_t destination, source, length;
    static constexpr uint64_t zero_fill = 0; // as source: no image ever lies in the IVT's page
    friend constexpr bool operator==(const CopyStep&, const CopyStep&) = default;
};
