// B's first life ends and its second begins, in one function.
#include "hibernate/image/context.hpp"
#include "hibernate/store/disk_store.hpp"
#include "hibernate/image/plain_copy.hpp"
#include "hibernate/image/restore_plan.hpp"
#include "hibernate/image/snapshot.hpp"
#include "hibernate/soft_boot.hpp"
#include "hibernate/story.hpp"
#include "hibernate/story_screen.hpp"
#include "hibernate/image/witness.hpp"
#include "kernel/report/event_log.hpp"
#include "kernel/log/panic.hpp"
#include "kernel/device/power.hpp"
#include "smp/call.hpp"
#include "smp/cpu_state.hpp"
#include "smp/cpu_table.hpp"
#include "smp/safe/safe_pages.hpp"
#include "smp/trampoline.hpp"

namespace {

Context context; // in .bss: part of the image

// B's first life ends with the machine. What cannot be written must not be lost either: all CPUs come back.
[[noreturn]] void power_off_with_image(Life& life) {
    phases::begin(Phase::SaveToDisk);
    const Refusal no = disk_store::save(life);
    phases::end(Phase::SaveToDisk, direct_map<ImageHeader>(life.record.image)->total_bytes);
    if (!no.empty()) {
        trampoline::prepare(life.record.placement.trampolines[0]);
        handoff::reclaim_all(method_for_soft_boot());
        refuse_image(no.view());
    }
    plain_copy::print_speeds(life.record.stamps);
    phases::print_and_forget(); // the clock ends here
    print("# power off\n");
    power::off();
    wait_until(call::patience(), [] { return false; }); // the power goes when it goes
    panic("power-off", "the image is on the disk, and the machine is still on");
}

uint32_t a_slot(const Options& options) { return options.layout == Layout::Other ? 1 : 0; }

} // namespace

std::span<const PhysRange> witness_ranges(const Life& life) {
    static std::array<PhysRange, std::tuple_size_v<decltype(Placement::witness)> + 1> ranges;
    const Placement& p = life.record.placement;
    size_t count = 0;
    // A's future slot is always among them; with layout=same that is B's own slot, and in the image anyway.
    if (life.options.layout == Layout::Other) ranges[count++] = p.slots[a_slot(life.options)];
    for (uint32_t i = 0; i < p.witness_count; i++) ranges[count++] = p.witness[i];
    return {ranges.data(), count};
}

void suspend(Life& life) {
    LifeRecord& record = life.record;
    story_screen::step(record, life.options, StoryStep::BWrites);
    record.image_nonce = draw_nonce();
    plain_copy::choose(record.placement.store, record.stamps); // it holds nothing yet
    plain_copy::measure_whole(record.placement.store, record.stamps);
    phases::begin(Phase::Fill);
    witness::fill(witness_ranges(life), record.image_nonce);
    phases::end(Phase::Fill, total_size(witness_ranges(life)));
    if (life.options.fault == Fault::LoseCpu) cpu_table::entries().back().apic_id = cpu_table::struck;

    // Whatever the method, the way from B to A is through the safe pages: this is a kexec, and it has to work.
    phases::begin(Phase::Freeze);
    safe_pages().prepare(record.machine.memory.top(), max_restore_steps);
    if (!handoff::send_all_away(method_for_soft_boot())) report::finish(Verdict::Lost, "soft-boot-a-cpu-did-not-leave");
    phases::end(Phase::Freeze);
    record.stamps[Phase::Gather] = record.stamps[Phase::Leave] = {}; // those are A's names for what A does
    record.stamps[CpuPhase::Leave] = {};
    event_log::flush();

    if (save_context(&context) == 0) {
        const PhysRange used{life.slot.base, align_up(life.arena.next() - life.slot.base, page_size)};
        const bool to_disk = life.options.store == Store::Nvme;
        phases::begin(Phase::Write);
        snapshot::write(record, used, witness_ranges(life), context);
        const auto& image = *direct_map<const ImageHeader>(record.image);
        phases::end(Phase::Write, image.total_bytes);
        phases::begin(Phase::Checksum);
        // For a disk they are computed while it writes; but what a fault is to damage has to be sealed first.
        const bool sealed = !to_disk || life.options.fault != Fault::None;
        if (sealed) snapshot::compute_checksums(record);
        phases::end(Phase::Checksum, sealed ? image.total_bytes : 0);
        const Stamps& s = record.stamps;
        print("# image bytes={} us={}\n", image.total_bytes,
              tsc::to_microseconds(s[Phase::Checksum].end - s[Phase::Write].begin));
        snapshot::damage(record, life.options.fault);
        if (to_disk) power_off_with_image(life);
        record.life = LifeName::A;
        record.slot = a_slot(life.options);
        record.generation++;
        phases::begin(Phase::SoftBoot);
        soft_boot(record); // the next that runs here is B's second life, below
    }

    phases::end(Phase::Jump);
    // On the copier's GDT and IDT until here; they lie in the safe pages, which B's page tables map.
    load_cpu_state(boot_cpu(), life.options.apic);
    event_log::set_life(name_of(LifeName::B2));
    story_screen::begin(record); // A has drawn in between
    story_screen::step(record, life.options, StoryStep::BIsBack);
}
