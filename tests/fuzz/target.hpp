// What a fuzz target defines; tests/fuzz/target.cpp is the rest.
#pragma once

#include <cstddef>
#include <cstdlib>
#include <span>
#include <vector>

#include "tests/unit/bytes.hpp"

// Inputs to start from. The sample builders of the unit tests make them.
std::vector<ByteBuilder> seeds();
// One input, in memory of exactly its size, aligned for anything. Crashes if something is wrong with the answer.
void examine(std::span<const std::byte> input);

// A promise of the code under test. The fuzzer reports an abort like any crash.
inline void require(bool kept) {
    if (!kept) abort();
}
