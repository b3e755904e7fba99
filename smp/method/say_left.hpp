// The last thing that a CPU says in a life in whose text it then waits.
#pragma once

#include "smp/cpu.hpp"

// HLT is the next instruction, and nothing of the stack is used in between: whoever sees Left may overwrite this life,
// and finds a CPU that halts, but for one boundary between instructions. That one stays, as HLT tells nobody that it
// was executed (docs/windows.md). Interrupts off; returns when something ends the HLT.
void say_left_and_halt(Cpu& cpu, std::string_view why);
