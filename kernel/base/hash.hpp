// xxHash (libxxhash-dev, header only): checksums of the image and digests of tables. Not cryptographic: it finds
// accidents, not forgeries.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

uint64_t hash(std::span<const std::byte> bytes, uint64_t seed = 0);
