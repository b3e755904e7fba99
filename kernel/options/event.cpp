// When and how often an event is provoked; which one: smp/event/.
#include "kernel/options/kinds.hpp"

OPTION(inject) = option_kind::choice<&Options::inject>("inject",
                                                       "The event that is provoked while CPUs are between the kernels.",
                                                       "none");
OPTION(at) = option_kind::choice<&Options::at>(
    "at", "When it comes: all CPUs have left, half of the copy, all of it, or B runs and has none back.", "parked");
OPTION(storm) = option_kind::number<&Options::storm, 1, 1'000'000>(
    "storm", "How many of the event are sent, each when the one before was counted.", "1");
