// method=none: no story, every CPU stays in B; only probes are asked (smp/probe/probe.hpp).
#include "smp/method/method.hpp"

METHOD(none) = {
    .name = "none",
    .text = "No handoff: only probes are asked.",
    .gather = false,
    .needs = Needs::Nothing,
    .why_unusable = always_usable,
    .leave = nothing_to_do,
    .take = nothing_to_do,
    .reclaim = nothing_to_do,
    .is_probing = true,
};
