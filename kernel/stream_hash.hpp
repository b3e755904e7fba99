// hash() of bytes that come piece by piece.
#pragma once

#include "kernel/hash.hpp"

class StreamHash {
  public:
    StreamHash();
    void add(std::span<const std::byte> bytes);
    uint64_t value() const; // equals hash() of all bytes so far
  private:
    alignas(8) std::byte state_[96]; // XXH64_state_t, asserted in hash.cpp
};
