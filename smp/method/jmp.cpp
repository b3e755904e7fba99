// method=jmp: "wake all CPUs and hand them off". Every CPU helps the copier to put B's image in place, in the safe
// pages, on their identity map, and then jumps into B by itself. No INIT, no SIPI; the price is that all CPUs run while
// the memory changes, and that A knows B's entry.
#include "smp/method/method.hpp"
#include "smp/safe/safe_pages.hpp"

extern "C" const char jmp_wait[]; // smp/safe/jmp.asm

namespace {
void leave(Cpu& cpu) { enter_safe_code(cpu, jmp_wait); }

PhysAddr wait_word(Cpu&) { return safe_pages().control_address() + offsetof(SafeControl, progress.go); }
} // namespace

METHOD(jmp) = {
    .name = "jmp",
    .text = "The safe pages: every CPU helps to copy and then jumps into B by itself.",
    .gather = true,
    .needs = Needs::Nothing,
    .why_unusable = always_usable,
    .leave = leave,
    .take = nothing_to_do,
    .reclaim = nothing_to_do, // it comes by itself
    .wait_word = wait_word,
};
