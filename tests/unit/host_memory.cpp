// What parsers ask of the page tables in force: on the host there are none of ours.
#include "kernel/memory/early_map.hpp"

bool early_map::reach(PhysRange) { return false; }
