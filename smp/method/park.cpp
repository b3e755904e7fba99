// method=park: Andy Lutomirski's page. Every CPU waits in the safe pages, paging off, `1: hlt; jmp 1b`, with a GDT,
// TSS, IDT and stack of its own there, so that NMI, SMI and machine check find everything they need. B leaves the pages
// alone until it has every CPU back. "Conceptually simple and very robust."
//
// The options leave one part out each, to show what it is for. park,nmilatch is another idea: the CPU stays inside an
// NMI that never ends, so that further ones are blocked (Xen's crash path, xen/arch/x86/crash.c, do_nmi_crash()).
#include "kernel/log/print.hpp"
#include "smp/bring_up.hpp"
#include "smp/call.hpp"
#include "smp/local_apic.hpp"
#include "smp/method/method.hpp"
#include "smp/safe/safe_pages.hpp"

extern "C" const char park_enter[];      // smp/safe/park.asm
extern const Event event_mce, event_nmi; // smp/event/

namespace {

constexpr const Event *without_idt[] = {&event_mce, &event_nmi}, *without_mce[] = {&event_mce};

template <ParkOption option>
void leave(Cpu& cpu) {
    safe_pages().bay(cpu.number).park_options = static_cast<uint32_t>(option);
    enter_safe_code(cpu, park_enter);
}

// The one NMI that is never finished. It is not an event: the count starts after it.
void latch_nmi(Cpu& cpu) {
    volatile uint64_t& count = safe_pages().bay(cpu.number).counters.nmi;
    local_apic::send_nmi(cpu.apic_id);
    if (!wait_until(call::patience(), [&] { return count != 0; })) {
        print("# latch: cpu {} took no NMI\n", cpu.number);
        return;
    }
    count = 0;
    transition(cpu, CpuState::Parked, "nmi-latched");
}

constexpr Method parked(std::string_view name, std::string_view text, void (*leave)(Cpu&),
                        std::span<const Event* const> dies_of, void (*take)(Cpu&) = nothing_to_do) {
    return {
        .name = name,
        .text = text,
        .gather = true,
        .needs = Needs::Nothing,
        .why_unusable = always_usable,
        .leave = leave,
        .take = take,
        .stop = bring_up::stop_one,
        .reclaim = bring_up::start_one,
        .dies_of = dies_of,
    };
}

} // namespace

METHOD(park) = parked("park", "The safe pages, paging off, with a GDT, TSS, IDT and stack of each CPU's own there.",
                      leave<ParkOption::Whole>, {});
METHOD(park_noidt) = parked("park,noidt", "As park, without the gates for NMI and machine check.",
                            leave<ParkOption::WithoutIdt>, without_idt);
METHOD(park_nomce) = parked("park,nomce", "As park, with CR4.MCE clear: a machine check is a shutdown.",
                            leave<ParkOption::WithoutMce>, without_mce);
METHOD(park_nmilatch) = parked("park,nmilatch", "As park, inside an NMI that never ends: further ones stay blocked.",
                               leave<ParkOption::NmiLatched>, {}, latch_nmi);
