// Kernel A's part: gather, leave, take, copy.
#include <algorithm>
#include <cstring>

#include "hibernate/image/build_id.hpp"
#include "hibernate/image/plain_copy.hpp"
#include "hibernate/image/restore_plan.hpp"
#include "hibernate/image/snapshot.hpp"
#include "hibernate/store/disk_store.hpp"
#include "hibernate/story.hpp"
#include "hibernate/story_screen.hpp"
#include "kernel/report/event_log.hpp"
#include "smp/call.hpp"
#include "smp/event/inject.hpp"
#include "smp/offline.hpp"
#include "smp/parallel_hash.hpp"
#include "smp/safe/safe_pages.hpp"

extern "C" const char copier[]; // smp/safe/copier.asm

namespace {

std::span<const std::byte> image_of(const Life& life) {
    const auto& header = *direct_map<const ImageHeader>(life.record.image);
    // A header that lies about its size gets no more than the store holds.
    return {direct_map<const std::byte>(life.record.image),
            std::min(header.total_bytes, life.record.placement.store.size)};
}

// Everything is looked at before the first CPU leaves. From a disk, the payload is hashed while it comes in.
Refusal load_and_judge(Life& life) {
    if (life.options.store == Store::Nvme) return disk_store::load(life);
    const Refusal no = judge_own_header(life);
    const bool judged = !no.empty() || life.options.fault == Fault::Unchecked;
    return judged ? no : judge_payload(image_of(life), parallel_chunked_hash);
}

// What B finds afterwards can then only have come from the image. This life's own slot is left out: it still runs. The rest is
// memory that this life does not use, so this need not wait until the other CPUs have left, and the window is shorter for it. By
// one CPU: shared between them it was not faster (docs/design.md).
void poison(std::span<const ImageExtent> extents, PhysRange own_slot) {
    constexpr int int3 = 0xcc;
    for (const ImageExtent& e : extents) {
        if (own_slot.overlaps({{e.destination}, e.bytes})) continue;
        memset(direct_map({e.destination}), int3, e.bytes);
    }
}

// fault=skip-extent: the last one, which is a witness range (the image ascends, and B's slot comes first).
size_t extent_to_skip(const ImageHeader& header, Fault fault) {
    return fault == Fault::SkipExtent ? header.extent_count - 1 : skip_none;
}

// Of the lines that CPUs of this life watch by MONITOR, the one that dies first: the copier says so just before. Returns how
// many bytes are then left to copy; 0 if nobody watches one that dies.
uint64_t announce_line(const Method& method, std::span<const CopyStep> plan, SafeControl& control) {
    if (!(method.needs & Needs::MonitoredLine)) return 0;
    uint64_t most = 0;
    for (Cpu& cpu : application_processors()) {
        const PhysAddr line = method.wait_word(cpu);
        const uint64_t left = bytes_left_before(plan, line).value_or(0);
        if (left <= most) continue;
        most = left;
        Text text(std::span(control.line_announcement).first(sizeof(control.line_announcement) - 1));
        format_to(text, "# LINE cpu={} at={} is overwritten next t=000000000000000\n", cpu.number, line);
    }
    return most;
}

} // namespace

void refuse_image(std::string_view reason) {
    offline::siblings_on();
    Tally answered;
    for (Cpu& cpu : cpus()) {
        answered.good += call::on_cpu(
            cpu, [](Cpu&, void*) {}, nullptr);
        answered.all++;
    }
    event_log::flush();
    print("# this kernel goes on: {} of {} cpus answered on_cpu\n", answered.good, answered.all);
    report::set_cpus(answered);
    FixedText<128> text;
    text.set("the image is refused: {}", reason);
    report::refuse(reason, text.view());
}

Refusal judge_own_header(Life& life) {
    auto* ids = life.arena.take_array<uint32_t>(cpus().size());
    for (size_t i = 0; i < cpus().size(); i++) ids[i] = cpus()[i].apic_id.value;
    const Placement& p = life.record.placement;
    return judge_header(image_of(life), {
                                            .build_id = own_build_id(),
                                            .nonce = life.record.image_nonce,
                                            .memory = &life.record.machine.memory,
                                            .apic_ids = {ids, cpus().size()},
                                            .safe = p.safe,
                                            .store = p.store,
                                            .trampoline = p.trampolines[0],
                                        });
}

void resume_image(Life& life) {
    LifeRecord& record = life.record;
    record.a_nonce = draw_nonce();
    record.a_slot = record.slot;
    record.a_generation = record.generation;

    story_screen::step(record, life.options, StoryStep::AJudges);
    phases::begin(Phase::Verify);
    if (const Refusal no = load_and_judge(life); !no.empty()) refuse_image(no.view());
    const auto& header = *direct_map<const ImageHeader>(record.image);
    phases::end(Phase::Verify, header.total_bytes);
    const PhaseTime& verify = record.stamps[Phase::Verify];
    print("# image verified us={}\n", tsc::to_microseconds(verify.end - verify.begin));

    if (life.options.store == Store::Nvme) {
        if (const Refusal no = disk_store::mark_used(life); !no.empty()) refuse_image(no.view());
    }

    // After a power cycle B's measurement is not here; the image will be written over the witness pages.
    if (record.placement.witness_count > 0) plain_copy::choose(record.placement.witness[0], record.stamps);
    phases::begin(Phase::Poison);
    poison(extents_of(header), life.slot);
    phases::end(Phase::Poison, header.total_bytes);

    // ---- the point of no return is the first CPU that leaves ----
    safe_pages().prepare(record.machine.memory.top(), max_restore_steps);
    if (!handoff::send_all_away(life.method)) report::finish(Verdict::Lost, "a-cpu-did-not-leave");
    record.owner = SafeOwner::Crossing;
    inject::prepare(life.options, life.method);
    inject::provoke_at(InjectAt::Parked);
    event_log::record({now(), boot_cpu().number, boot_cpu().number, "copying", life.method.name});
    phases::begin(Phase::Log);
    event_log::flush();
    phases::end(Phase::Log);
    story_screen::step(record, life.options,
                       StoryStep::Copy); // the last picture before B is back: the copier draws nothing

    SafeControl& c = safe_pages().control();
    size_t steps = plan_restore(header, record.image, extent_to_skip(header, life.options.fault), safe_pages().steps());
    const auto plan = [&] { return safe_pages().steps().first(steps); };
    const uint64_t half = half_of(plan());
    steps = split_at(safe_pages().steps(), steps, half);
    const uint64_t line_is_next = announce_line(life.method, plan(), c);
    steps = split_at(safe_pages().steps(), steps, line_is_next);
    c.step_count = static_cast<uint32_t>(steps);
    c.inject_when_left = life.options.at == InjectAt::Copying ? static_cast<uint32_t>(steps_left_at(plan(), half)) : 0;
    c.announce_when_left = static_cast<uint32_t>(steps_left_at(plan(), line_is_next));
    c.copy_by = plain_copy::fastest(record.stamps);
    c.helpers_limit = call::patience().value;
    c.b_cr3 = header.entry.cr3;
    c.b_ap_table = header.entry.ap_table;
    c.b_ap_count = header.cpu_count;
    c.b_ap_start = header.entry.ap_start;
    c.jump_cr3 = header.entry.cr3;
    c.jump_to = header.entry.resume;
    c.jump_argument[0] = header.entry.context;
    record.life = LifeName::B2;
    record.slot = header.slot;
    record.generation++;
    enter_safe_code(boot_cpu(), copier);
}
