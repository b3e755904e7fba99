// B's first life ends and its second begins, in one function.
#include "hibernate/image/context.hpp"
#include "hibernate/image/image_check.hpp"
#include "hibernate/image/plain_copy.hpp"
#include "hibernate/image/restore_plan.hpp"
#include "hibernate/image/snapshot.hpp"
#include "hibernate/image/witness.hpp"
#include "hibernate/soft_boot.hpp"
#include "hibernate/story.hpp"
#include "hibernate/story_screen.hpp"
#include "kernel/device/power.hpp"
#include "kernel/log/panic.hpp"
#include "kernel/report/event_log.hpp"
#include "smp/call.hpp"
#include "smp/cpu_state.hpp"
#include "smp/cpu_table.hpp"
#include "smp/event/nmi_count.hpp"
#include "smp/safe/safe_pages.hpp"
#include "smp/trampoline.hpp"

namespace {

Context context; // in .bss: part of the image

// Everything that B will be asked for when it is back.
void prepare_proof(Life& life) {
    LifeRecord& record = life.record;
    record.image_nonce = draw_nonce();
    plain_copy::choose(record.placement.store, record.stamps); // it holds nothing yet
    plain_copy::measure_whole(record.placement.store, record.stamps);
    const PhaseScope phase(Phase::Fill, total_size(witness_ranges(life)));
    witness::fill(witness_ranges(life), record.image_nonce);
}

// Whatever the method, the way from B to A is through the safe pages: this is a kexec, and it has to work.
void freeze_other_cpus(Life& life) {
    Stamps& stamps = life.record.stamps;
    if (life.options.fault == Fault::LoseCpu) cpu_table::entries().back().apic_id = cpu_table::struck;
    {
        const PhaseScope phase(Phase::Freeze);
        nmi_count::report({});
        safe_pages().prepare(life.record.machine.memory, max_restore_steps);
        if (!handoff::send_all_away(method_for_soft_boot())) report::lose("soft-boot-a-cpu-did-not-leave");
    }
    stamps[Phase::Gather] = stamps[Phase::Leave] = {}; // A stamps these phases for itself
    stamps[CpuPhase::Leave] = {};
    event_log::flush();
}

// The image could not be saved: all CPUs are reclaimed, and this kernel goes on.
[[noreturn]] void go_on_without_image(Life& life, const Refusal& why) {
    trampoline::prepare(life.record.placement.trampolines[0]);
    handoff::stop_all(method_for_soft_boot());
    handoff::reclaim_all(method_for_soft_boot());
    refuse_image(why.view());
}

void write_image(Life& life) {
    const PhysRange used{life.slot.base, align_up(life.arena.next() - life.slot.base, page_size)};
    {
        PhaseScope phase(Phase::Write);
        snapshot::write(life.record, used, witness_ranges(life), context);
        phase.set_bytes(direct_map<const ImageHeader>(life.record.image)->total_bytes);
    }
    if (const Refusal no = life.store.save(life); !no.empty()) go_on_without_image(life, no);
}

// B's first life ends with the machine; the loader starts the next one.
[[noreturn]] void power_off(Life& life) {
    plain_copy::print_speeds(life.record.stamps);
    phases::print_and_forget(); // the clock ends here
    print("# power off\n");
    power::off();
    wait_until(call::patience(), [] { return false; }); // the power goes when it goes
    panic("power-off", "the image is on the disk, and the machine is still on");
}

// B's first life ends with the copy of a pristine image over A's slot.
[[noreturn]] void start_a(Life& life) {
    begin_next_life(life.record, LifeName::A, life.options.layout);
    phases::begin(Phase::SoftBoot); // A ends it
    soft_boot(life.record);
}

// On the copier's GDT and IDT until here; they lie in the safe pages, which B's page tables map.
void be_back(Life& life) {
    load_cpu_state(boot_cpu(), life.options.apic);
    event_log::set_life(name_of(LifeName::B2));
    // A has drawn in between. B draws when the last CPU is back (hibernate/reclaim.cpp).
    story_screen::begin(life.record);
}

} // namespace

std::span<const PhysRange> witness_ranges(const Life& life) {
    static std::array<PhysRange, std::tuple_size_v<decltype(Placement::witness)> + 1> ranges;
    const Placement& p = life.record.placement;
    const uint32_t a_slot = slot_of(LifeName::A, life.options.layout);
    size_t count = 0;
    // A's future slot is always among them; with layout=same that is B's own slot, and in the image anyway.
    if (a_slot != b_slot) ranges[count++] = p.slots[a_slot];
    for (uint32_t i = 0; i < p.witness_count; i++) ranges[count++] = p.witness[i];
    return {ranges.data(), count};
}

void suspend(Life& life) {
    story_screen::step(life.record, life.options, StoryStep::BWrites);
    prepare_proof(life);
    freeze_other_cpus(life);
    if (save_context(&context) == 0) {
        write_image(life);
        if (life.store.outlives_power) power_off(life);
        start_a(life); // the next that runs here is B's second life, below
    }
    phases::end(Phase::Jump); // begun by the copier; the stamps are in the safe pages
    image_check::on_return(life, context.rsp);
    be_back(life);
}
