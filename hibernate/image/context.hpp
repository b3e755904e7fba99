// The boot CPU's context: setjmp for a whole machine. Counterpart: hibernate/image/context.asm.
#pragma once

#include <cstdint>

struct Context {
    uint64_t rbx, rbp, r12, r13, r14, r15, rsp, rip;
    uint64_t cr0, cr4;
};

// Returns 0, and once more, 1, in B's second life, when the copier has jumped to resume_entry with this context.
// Like setjmp: locals that change in between belong to the first life.
extern "C" [[gnu::returns_twice]] uint64_t save_context(Context* context);
extern "C" const char resume_entry[];
