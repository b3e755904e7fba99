// Whose is SMM? An SMI that comes to 0x38000 finds SMBASE as reset leaves it, and the CPU's SMM is nobody's yet. One
// that does not went to the firmware, or was dropped.
#include "kernel/log/print.hpp"
#include "smp/event/smm.hpp"
#include "smp/probe/probe.hpp"

namespace {

constexpr std::string_view whose(Tally ours) {
    return ours.complete() ? "nobody" : ours.good == 0 ? "not-seen" : "some";
}

void run(Cpu&, const ProbeContext& context) {
    if (const auto why = smm::why_not_relocated(context.default_smram_available); !why.empty()) {
        print("# PROBE smbase {}\n", why);
        return;
    }
    const Tally all = smm::ours(), boot{smm::is_ours(boot_cpu()), 1}, others{all.good - boot.good, all.all - boot.all};
    print("# PROBE smbase boot-cpu={} others={} left-at-0x30000={}/{}\n", whose(boot), whose(others), all.good,
          all.all);
}

} // namespace

PROBE(smbase) = {"smbase", "Whose is SMM: nobody's yet, as an SMI comes to where reset leaves SMBASE?", false, run};
