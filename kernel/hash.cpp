#include "kernel/hash.hpp"

#include "kernel/stream_hash.hpp"

#define XXH_INLINE_ALL
// Loads by the compiler. The default is memcpy(), which -ffreestanding leaves a call: eleven times slower.
#define XXH_FORCE_MEMORY_ACCESS 1
#define XXH_NO_XXH3 // its vector code wants SSE, which no life of this kernel may touch
#include <xxhash.h>

uint64_t hash(std::span<const std::byte> bytes, uint64_t seed) { return XXH64(bytes.data(), bytes.size(), seed); }

namespace {
XXH64_state_t* state(std::byte* bytes) { return reinterpret_cast<XXH64_state_t*>(bytes); }
const XXH64_state_t* state(const std::byte* bytes) { return reinterpret_cast<const XXH64_state_t*>(bytes); }
} // namespace

StreamHash::StreamHash() {
    static_assert(sizeof(XXH64_state_t) <= sizeof(state_));
    XXH64_reset(state(state_), 0);
}
void StreamHash::add(std::span<const std::byte> bytes) { XXH64_update(state(state_), bytes.data(), bytes.size()); }
uint64_t StreamHash::value() const { return XXH64_digest(state(state_)); }
