#include "kernel/base/hash.hpp"

#define XXH_INLINE_ALL
// Loads by the compiler. The default is memcpy(), which -ffreestanding leaves a call: eleven times slower.
#define XXH_FORCE_MEMORY_ACCESS 1
// From 0.8.2 on: without the host library, whose allocator is for states that nobody streams here.
#define XXH_NO_STDLIB
#define XXH_NO_STREAM
#define XXH_NO_XXH3 // its vector code wants SSE, which no life of this kernel may touch
#include <xxhash.h>

uint64_t hash(std::span<const std::byte> bytes, uint64_t seed) { return XXH64(bytes.data(), bytes.size(), seed); }
