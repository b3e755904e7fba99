// Bytes that somebody else has written: tables of the firmware, tags of the loader. Pure; tested where they are read.
#pragma once

#include <cstddef>
#include <cstring>
#include <numeric>
#include <span>

using Bytes = std::span<const std::byte>;

// What lies at `offset`, aligned or not; 0 if it is not all there.
template <typename T>
T field_at(Bytes bytes, size_t offset) {
    T value{};
    if (offset + sizeof(T) <= bytes.size()) memcpy(&value, bytes.data() + offset, sizeof(T));
    return value;
}

// The checksum of ACPI and of SMBIOS.
inline bool sums_to_zero(Bytes bytes) {
    return std::accumulate(bytes.begin(), bytes.end(), 0u,
                           [](unsigned sum, std::byte b) { return sum + std::to_integer<unsigned>(b); }) %
               256 ==
           0;
}
