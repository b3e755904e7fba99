// probe=, and what its probes are told.
#include "kernel/options/kinds.hpp"
#include "smp/probe/probe.hpp"

OPTION(probe) = option_kind::row_of_set<&Options::probe>(
    "probe", "With method=none: what is asked of the platform after the harmless probes, which every run asks.",
    "harmless @probes", "harmless");
OPTION(dwell) = option_kind::number<&Options::dwell, 1, 86'400>("dwell",
                                                                "Seconds that probe=dwell watches each way to sleep.",
                                                                "1");
