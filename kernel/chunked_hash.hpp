// The checksum of an extent: the hash of the hashes of its chunks, so that its chunks can be hashed by several CPUs.
// Pure, host-tested.
#pragma once

#include <algorithm>

#include "kernel/stream_hash.hpp"

inline constexpr size_t hash_chunk = 256 << 10;

class ChunkedHash {
  public:
    // Bytes that come piece by piece.
    void add(std::span<const std::byte> bytes) {
        while (!bytes.empty()) {
            const auto part = bytes.first(std::min(hash_chunk - in_chunk_, bytes.size()));
            chunk_.add(part);
            in_chunk_ += part.size();
            if (in_chunk_ == hash_chunk) end_chunk();
            bytes = bytes.subspan(part.size());
        }
    }
    // The next whole chunk, or the last one, hashed by somebody else.
    void add_hash_of_chunk(uint64_t hash_of_chunk) { chunks_.add(std::as_bytes(std::span(&hash_of_chunk, 1))); }
    // Of all bytes so far; ends the last chunk.
    uint64_t value() {
        if (in_chunk_ > 0) end_chunk();
        return chunks_.value();
    }

  private:
    void end_chunk() {
        add_hash_of_chunk(chunk_.value());
        chunk_ = StreamHash();
        in_chunk_ = 0;
    }
    StreamHash chunk_, chunks_;
    size_t in_chunk_ = 0;
};

inline uint64_t chunked_hash(std::span<const std::byte> bytes) {
    ChunkedHash h;
    h.add(bytes);
    return h.value();
}
