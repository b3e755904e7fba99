#include "kernel/hash.hpp"

#define XXH_INLINE_ALL
#define XXH_NO_XXH3 // its vector code wants SSE, which no life of this kernel may touch
#include <xxhash.h>

uint64_t hash(std::span<const std::byte> bytes, uint64_t seed) { return XXH64(bytes.data(), bytes.size(), seed); }
