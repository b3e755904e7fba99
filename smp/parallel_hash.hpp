// chunked_hash() by all online CPUs.
#pragma once

#include "kernel/base/chunked_hash.hpp"

// Boot CPU.
uint64_t parallel_chunked_hash(std::span<const std::byte> bytes);
