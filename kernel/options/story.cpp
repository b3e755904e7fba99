// The story: how often, with how much memory, and how it ends.
#include "kernel/options/kinds.hpp"

OPTION(cycles) = option_kind::number<&Options::cycles, 1, 1'000'000>(
    "cycles", "How many times B is suspended and resumed in this run; with method=all, how many times all rows.", "1");
OPTION(witness) = option_kind::size<&Options::witness>(
    "witness", "Memory that B fills with a known pattern and checks after every resume.", "16M");
OPTION(layout) = option_kind::choice<&Options::layout>(
    "layout", "Where A runs: in a slot of its own, or at B's own addresses as some real boot kernels do.", "other");
OPTION(from) = option_kind::choice<&Options::from>(
    "from",
    "Who hands the CPUs over: this kernel's own life A, or a Linux that has just kexeced or resumed this kernel.",
    "none");
OPTION(to) = option_kind::choice<&Options::to>(
    "to", "Who gets the CPUs: this kernel's own life B, or a Linux that the loader has brought along.", "none");
OPTION(hold) = option_kind::number<&Options::hold, 0, 60'000>(
    "hold", "Milliseconds that B waits before it takes the first CPU back, as a kernel that resumes its devices.",
    "20");
OPTION(crash) = option_kind::choice<&Options::crash>(
    "crash", "Whether method=all also runs the rows that are meant to take the machine with them.", "no");
OPTION(fault) = option_kind::choice<&Options::fault>(
    "fault", "Breaks the machinery on purpose, to show that each verdict is possible.", "none");
OPTION(exit) = option_kind::choice<&Options::exit>(
    "exit", "What a real machine does after the verdict: halt with it on the screen, or reset.", "halt");
