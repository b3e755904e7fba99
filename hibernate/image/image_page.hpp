// One page of an image: as it is in memory, and as it was when the image was written. Pure, host-tested.
#pragma once

#include <bit>

#include "kernel/base/hash.hpp"
#include "kernel/memory/memory_map.hpp"

class ImagePage {
  public:
    static constexpr size_t words = page_size / 8;
    // Of a page table's entry: set by the CPU, by itself (SDM vol. 3, "Accessed and Dirty Flags").
    static constexpr uint64_t accessed_and_dirty = 1u << 5 | 1u << 6;

    struct Difference {
        PhysAddr byte;            // the first
        uint64_t expected, found; // the word that has it
    };

    PhysAddr address;

    // What lies in `unused` is not looked at: the part of the stack that nobody uses.
    ImagePage(PhysAddr at, const uint64_t* now, const uint64_t* stored, PhysRange unused)
        : address(at), now_(now), stored_(stored), skip_from_(index_of(unused.base)), skip_to_(index_of(unused.end())) {
    }

    bool is_as_stored(uint64_t but_for = 0) const { return first_different(but_for) == words; }
    // Of a page that is not as stored.
    Difference difference() const {
        const size_t i = first_different(0) % words;
        const auto bit = static_cast<uint64_t>(std::countr_zero(now_[i] ^ stored_[i]));
        return {address + (8 * i + bit / 8 % 8), stored_[i], now_[i]};
    }
    // Never 0 or all ones.
    uint64_t hash_now() const {
        const uint64_t low = hash(std::as_bytes(std::span(now_, skip_from_)));
        const uint64_t value = hash(std::as_bytes(std::span(now_ + skip_to_, words - skip_to_)), low);
        return value == 0 || value == ~uint64_t{0} ? 1 : value;
    }

  private:
    size_t index_of(PhysAddr at) const {
        if (at <= address) return 0;
        return at >= address + page_size ? words : (at - address) / 8;
    }
    size_t first_different(uint64_t but_for) const {
        for (size_t i = 0; i < words; i++) {
            if (i == skip_from_) i = skip_to_;
            if (i >= words) break;
            if (((now_[i] ^ stored_[i]) & ~but_for) != 0) return i;
        }
        return words;
    }

    const uint64_t *now_, *stored_;
    size_t skip_from_, skip_to_;
};
