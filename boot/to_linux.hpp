// to=linux: this kernel is A, and gives every CPU to a Linux that the loader has brought along (docs/linux.md).
#pragma once

#include "hibernate/story.hpp"

namespace to_linux {
// Words of a story of two lives of this kernel, and methods that Linux has no way to take a CPU from.
void refuse_other_stories(const Options& options);
// How many checks Linux' init adds: it ends the log, with the RESULT.
uint32_t checks();
// Sends every CPU away by the method, poisons all that will be Linux', and starts it over this kernel. Boot CPU.
[[noreturn]] void hand_over(Life& life);
} // namespace to_linux
