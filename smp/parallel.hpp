// Work that every online CPU takes a part of: the pieces of a range, each by whoever is free. Soft-offlined siblings
// are left alone.
#pragma once

#include <cstdint>
#include <type_traits>

namespace parallel {

using Work = void (*)(void* data, uint64_t first, uint64_t end);
// Calls `work` for pieces of [0, count), at most `piece` long, on any online CPU, in any order, interrupts off on all
// but the boot CPU; returns when all of it is done. With one CPU it is a loop. Boot CPU, one at a time. A CPU that
// takes a piece and does not finish it within call::patience() ends the story: RESULT lost.
void run(uint64_t count, uint64_t piece, Work work, void* data);

// The same for anything that can be called with (first, end).
template <typename F>
void for_pieces(uint64_t count, uint64_t piece, F&& function) {
    using Function = std::remove_reference_t<F>;
    run(
        count, piece, [](void* data, uint64_t first, uint64_t end) { (*static_cast<Function*>(data))(first, end); },
        &function);
}

} // namespace parallel
