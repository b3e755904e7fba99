// from=linux-kexec and from=linux-resume: kernel A is Linux, and B takes its CPUs from wherever Linux has left them.
#pragma once

#include "hibernate/story.hpp"

namespace from_linux {
// How CPUs wait is Linux' own affair, and B does not know it: the runner looks from outside (docs/linux.md).
extern const Method method;
// These words tell a story of two lives of this kernel: nobody may believe that they were heeded.
void refuse_other_stories(const Options& options);
uint32_t checks();
// Overwrites all that was Linux', provokes the event, holds, takes every CPU back and has it prove itself. Boot CPU.
Outcome take_over(Life& life);
} // namespace from_linux
