#include "smp/parallel_hash.hpp"

#include <array>

#include "smp/parallel.hpp"

namespace {
std::array<uint64_t, 512> hashes; // 128 MiB of chunks at a time, the last of them whole or not
}

uint64_t parallel_chunked_hash(std::span<const std::byte> bytes) {
    ChunkedHash all;
    while (!bytes.empty()) {
        const auto now_hashed = bytes.first(std::min(bytes.size(), hashes.size() * hash_chunk));
        const size_t chunks = (now_hashed.size() + hash_chunk - 1) / hash_chunk;
        parallel::for_pieces(chunks, 1, [&](uint64_t first, uint64_t) {
            const auto rest = now_hashed.subspan(first * hash_chunk);
            hashes[first] = hash(rest.first(std::min(rest.size(), hash_chunk)));
        });
        for (size_t i = 0; i < chunks; i++) all.add_hash_of_chunk(hashes[i]);
        bytes = bytes.subspan(now_hashed.size());
    }
    return all.value();
}
