// Whose is SMM? An SMI that comes to 0x38000 finds SMBASE as reset leaves it, and the CPU's SMM is nobody's yet. One
// that does not went to the firmware, or was dropped.
#include <algorithm>

#include "kernel/log/print.hpp"
#include "smp/event/smm.hpp"
#include "smp/probe/probe.hpp"

namespace {

bool is_seen(const Cpu& cpu) { return smm::owner_of(cpu) == smm::Owner::Handoff; }

void run(Cpu&, const ProbeContext& context) {
    if (smm::are_dropped()) {
        print("# PROBE smbase smi=dropped\n");
        return;
    }
    if (!smm::relocate_all(context.default_smram_available)) {
        print("# PROBE smbase memory-at-0x30000=no\n");
        return;
    }
    const auto others = application_processors();
    const auto seen = std::ranges::count_if(others, is_seen);
    const bool all = static_cast<size_t>(seen) == others.size();
    print("# PROBE smbase boot-cpu={} others={} left-at-0x30000={}/{}\n", is_seen(boot_cpu()) ? "nobody" : "not-seen",
          all         ? "nobody"
          : seen == 0 ? "not-seen"
                      : "some",
          smm::ours().good, smm::ours().all);
}

} // namespace

PROBE(smbase) = {"smbase", "Whose is SMM: nobody's yet, as an SMI comes to where reset leaves SMBASE?", false, run};
