// Who owns SMBASE? Where an SMI comes to 0x38000 the firmware has left it; where it does not, SMM is the firmware's.
#include "kernel/log/print.hpp"
#include "smp/event/smm.hpp"
#include "smp/probe/probe.hpp"

namespace {

std::string_view name_of(smm::Owner owner) {
    return owner == smm::Owner::Handoff ? "nobody" : owner == smm::Owner::Firmware ? "firmware" : "unknown";
}

void run(Cpu& subject, const ProbeContext& context) {
    if (smm::are_dropped()) {
        print("# PROBE smbase smi=dropped\n");
        return;
    }
    if (!smm::relocate_all(context.default_smram_available)) {
        print("# PROBE smbase memory-at-0x30000=no\n");
        return;
    }
    const Tally ours = smm::ours();
    print("# PROBE smbase boot-cpu={} others={} left-at-0x30000={}/{}\n", name_of(smm::owner_of(boot_cpu())),
          name_of(smm::owner_of(subject)), ours.good, ours.all);
}

} // namespace

PROBE(smbase) = {"smbase", "Who owns SMBASE: nobody, or the firmware?", false, run};
