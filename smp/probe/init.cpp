// What reaches a CPU between INIT and SIPI? Hardware blocks NMI and SMI in wait-for-SIPI (SDM vol. 3, chapter "VM
// Entries", for a guest; AMD APM vol. 2, "Processor Initialization State"), and shuts down on a machine check.
// Counters wait where an emulator would deliver them: in the real-mode interrupt vectors 2 and 18, and at the CPU's
// SMM entry. Each of these is one boot of its own.
#include <cstring>

#include "kernel/log/print.hpp"
#include "smp/bring_up.hpp"
#include "smp/call.hpp"
#include "smp/event/smm.hpp"
#include "smp/local_apic.hpp"
#include "smp/probe/probe.hpp"
#include "smp/safe/safe_pages.hpp"

extern "C" const char ivt_handler[], ivt_handler_count[], ivt_handler_end[]; // smp/probe/ivt_handler.asm

namespace {

constexpr uint64_t watched_us = 250'000; // far longer than any delivery takes, on an emulator too

// A handler in `page` behind a real-mode interrupt vector, for as long as this object lives.
class VectorCounter {
  public:
    VectorCounter(uint8_t vector, PhysAddr page) : slot_(direct_map<uint32_t>({uint64_t{vector} * 4})), page_(page) {
        memcpy(direct_map(page), ivt_handler, static_cast<size_t>(ivt_handler_end - ivt_handler));
        before_ = *slot_;
        *slot_ = static_cast<uint32_t>(page.value >> 4) << 16; // segment:0
    }
    ~VectorCounter() { *slot_ = before_; }
    uint32_t count() const {
        return *direct_map<volatile uint32_t>(page_ + static_cast<uint64_t>(ivt_handler_count - ivt_handler));
    }

  private:
    volatile uint32_t* slot_;
    PhysAddr page_;
    uint32_t before_;
};

void halt_for_ever(Cpu& cpu, void*) {
    transition(cpu, CpuState::Left, "probe-hlt");
    halt_forever();
}

void spin_for_ever(Cpu& cpu, void*) {
    transition(cpu, CpuState::Left, "probe-spin");
    for (;;) cpu_relax();
}

// To a loop, or to a HLT that it has not reached yet when it says Left.
void send_away(Cpu& subject, void (*wait)(Cpu&, void*)) {
    call::post(subject, wait, nullptr);
    wait_until(call::patience(), [&] { return subject.state.load(std::memory_order_acquire) == CpuState::Left; });
}

void send_init(Cpu& subject) {
    local_apic::send_init(subject.apic_id);
    transition(subject, CpuState::InInit, "probe");
}

// A CPU that executes takes INIT at once; QEMU keeps it pending for one that halts, see run_halted().
void send_into_init(Cpu& subject) {
    send_away(subject, spin_for_ever);
    send_init(subject);
}

bool sipi_brings_it_back(Cpu& subject) {
    bring_up::start_one_in_init(subject);
    return wait_until(tsc::from_microseconds(2'000'000),
                      [&] { return subject.state.load(std::memory_order_acquire) == CpuState::Online; });
}

void watch() { wait_us(watched_us); }

void tell(std::string_view probe, uint64_t delivered, uint64_t after_sipi, bool back) {
    print("# PROBE {}", probe);
    if (delivered + after_sipi != 0) print(" blocked={}", delivered == 0); // of one that never came nothing is known
    print(" delivered={} after-sipi={} sipi-takes={}\n", delivered, after_sipi, back);
}

void run_nmi(Cpu& subject, const ProbeContext& context) {
    VectorCounter counter(2, context.scratch_page);
    send_into_init(subject);
    watch();
    print("# PROBE init-nmi sending\n"); // the last line, where it kills the machine
    local_apic::send_nmi(subject.apic_id);
    watch();
    const uint32_t before_sipi = counter.count();
    const bool back = sipi_brings_it_back(subject);
    watch(); // a pending one would come now
    tell("init-nmi", before_sipi, counter.count() - before_sipi, back);
}

void run_smi(Cpu& subject, const ProbeContext& context) {
    if (const auto why = smm::why_unseen(subject, context.default_smram_available); !why.empty()) {
        print("# PROBE init-smi {}\n", why);
        return;
    }
    volatile uint64_t& smis = safe_pages().bay(subject.number).counters.smi;
    smis = 0;
    send_into_init(subject);
    watch();
    print("# PROBE init-smi sending\n"); // the last line, where it kills the machine
    local_apic::send_smi(subject.apic_id);
    watch();
    const uint64_t before_sipi = smis;
    const bool back = sipi_brings_it_back(subject);
    watch();
    tell("init-smi", before_sipi, smis - before_sipi, back);
}

void run_mce(Cpu& subject, const ProbeContext& context) {
    VectorCounter counter(18, context.scratch_page);
    volatile uint64_t& own = boot_cpu().counters->machine_check;
    const uint64_t before = own;
    send_into_init(subject);
    watch();
    print("# WAIT mce at=probe\n"); // the runner broadcasts one
    const bool came = wait_until(tsc::from_microseconds(10'000'000), [&] { return own != before; });
    watch();
    const uint32_t delivered = counter.count();
    const bool back = sipi_brings_it_back(subject);
    print("# PROBE init-mce came={}", came);
    if (came) print(" blocked={} delivered={}", delivered == 0, delivered); // of one that never came nothing is known
    print(" sipi-takes={}\n", back);
}

// Nothing inside the machine can see whether a CPU is in HLT, or whether it took INIT: the runner looks at it from
// outside, before and after. Where the first look finds no HLT, the second is no answer.
void run_halted(Cpu& subject, const ProbeContext&) {
    const auto be_looked_at = [&](std::string_view when) {
        print("# WAIT registers cpu={} when={} halts-at={}\n", subject.number, when,
              VirtAddr{reinterpret_cast<uint64_t>(&halt_for_ever)});
        watch();
    };
    send_away(subject, halt_for_ever);
    be_looked_at("before-init");
    send_init(subject);
    be_looked_at("after-init");
    print("# PROBE init-halted sipi-takes={}\n", sipi_brings_it_back(subject));
}

} // namespace

PROBE(init_nmi) = {"init-nmi", "Is an NMI blocked between INIT and SIPI, and delivered after it?", false, run_nmi};
PROBE(init_smi) = {"init-smi", "Is an SMI blocked between INIT and SIPI, and delivered after it?", false, run_smi};
PROBE(init_mce) = {"init-mce", "What does a machine check do to a CPU between INIT and SIPI?", false, run_mce};
PROBE(init_halted) = {"init-halted", "Does a CPU that halts take INIT at once?", false, run_halted};
