// method=init: "the only architectural way I know of" (Andy Lutomirski, 2019). A's boot CPU sends INIT: in
// wait-for-SIPI a CPU executes nothing, so nothing of A has to survive (SDM vol. 3, "MP Initialization
// Protocol Requirements and Restrictions"). Its last instruction of A is a HLT with interrupts off, after it has said
// that it is there.
#include "kernel/cpu/cpu_instructions.hpp"
#include "smp/bring_up.hpp"
#include "smp/local_apic.hpp"
#include "smp/method/method.hpp"
#include "smp/method/say_left.hpp"

extern const Event event_mce; // smp/event/

namespace {

constexpr const Event* deadly[] = {&event_mce};

void leave(Cpu& cpu) {
    say_left_and_halt(cpu, "hlt-for-init");
    halt_forever();
}

void take(Cpu& cpu) {
    local_apic::send_init(cpu.apic_id);
    transition(cpu, CpuState::InInit, "init");
}

} // namespace

METHOD(init) = {
    .name = "init",
    .text = "Wait-for-SIPI, where a CPU executes nothing: A sends INIT, B sends SIPI.",
    .gather = true,
    .needs = Needs::Nothing,
    .why_unusable = always_usable,
    .leave = leave,
    .take = take,
    .stop = nothing_to_do, // take has
    .reclaim = bring_up::start_one_in_init,
    .dies_of = deadly,
};
