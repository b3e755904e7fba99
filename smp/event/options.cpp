// inject=, at= and storm=: which event is provoked, when, and how often.
#include "kernel/options/kinds.hpp"
#include "smp/event/event.hpp"

OPTION(inject) = option_kind::row_of_set<&Options::inject>(
    "inject", "The event that is provoked while CPUs are between the kernels.", "none @events", "none");
OPTION(at) = option_kind::choice<&Options::at>(
    "at",
    "When it comes: all CPUs have left, half of the copy, all of it, B runs and has reclaimed none, or all were "
    "sent INIT and none SIPI.",
    "parked");
OPTION(storm) = option_kind::number<&Options::storm, 1, 1'000'000>(
    "storm", "How many of the event are sent, each when the one before was counted.", "1");
