// inject=… in the middle of the copy, called by hibernate/copier.asm. The one C++ function of the safe pages: everything is
// inlined, nothing is relocated (scripts/kernel.mk checks that), and it reaches memory through its argument only.
#include "smp/inject.hpp"

// `control` is physical = identity-mapped. Boot CPU, interrupts off, the safe pages' tables in force.
extern "C" [[gnu::section(".safe"), gnu::used]] void safe_inject(SafeControl* control) {
    constexpr uint64_t identity = 0;
    inject::provoke(identity, *control);
}
