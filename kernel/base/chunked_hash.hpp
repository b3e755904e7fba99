// The checksum of an extent: the hash of the hashes of its chunks, so that its chunks can be hashed by several CPUs.
// Pure, host-tested.
#pragma once

#include <algorithm>

#include "kernel/base/hash.hpp"

inline constexpr size_t hash_chunk = 256 << 10;

class ChunkedHash {
  public:
    // The next whole chunk, or the last one, hashed by whoever could.
    void add_hash_of_chunk(uint64_t hash_of_chunk) {
        value_ = hash(std::as_bytes(std::span(&hash_of_chunk, 1)), value_);
    }
    // Of all chunks so far.
    uint64_t value() const { return value_; }

  private:
    uint64_t value_ = 0;
};

inline uint64_t chunked_hash(std::span<const std::byte> bytes) {
    ChunkedHash all;
    for (size_t at = 0; at < bytes.size(); at += hash_chunk)
        all.add_hash_of_chunk(hash(bytes.subspan(at, std::min(hash_chunk, bytes.size() - at))));
    return all.value();
}
