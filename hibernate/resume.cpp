// Kernel A's part: verify, gather, leave, take, copy.
#include <algorithm>
#include <cstring>

#include "hibernate/image/plain_copy.hpp"
#include "hibernate/image/restore_plan.hpp"
#include "hibernate/story.hpp"
#include "hibernate/story_screen.hpp"
#include "kernel/report/event_log.hpp"
#include "smp/call.hpp"
#include "smp/event/inject.hpp"
#include "smp/event/nmi_count.hpp"
#include "smp/offline.hpp"
#include "smp/safe/copier.hpp"
#include "smp/safe/safe_pages.hpp"

namespace {

// What B will hold against what it expects of A.
void sign(Life& life) {
    life.record.a_nonce = draw_nonce();
    life.record.a_slot = life.slot_index;
    life.record.a_generation = life.record.generation;
    const Tally here = handoff::cpus_online();
    life.record.a_missing = static_cast<uint32_t>(here.all - here.good);
}

// Everything is looked at before the first CPU leaves.
const ImageHeader& verified_image(Life& life) {
    story_screen::step(life.record, life.options, StoryStep::AJudges);
    const auto& header = *direct_map<const ImageHeader>(life.record.image);
    {
        PhaseScope phase(Phase::Verify);
        if (const Refusal no = life.store.load(life); !no.empty()) refuse_image(no.view());
        phase.set_bytes(header.total_bytes);
    }
    const PhaseTime& verify = life.record.stamps[Phase::Verify];
    print("# image verified us={}\n", tsc::to_microseconds(verify.end - verify.begin));
    if (const Refusal no = life.store.mark_used(life); !no.empty()) refuse_image(no.view());
    return header;
}

// What B finds afterwards can then only have come from the image. This life's own slot is left out: it still runs. The
// rest is memory that this life does not use, so this need not wait until the other CPUs have left, and the window is
// shorter for it. By one CPU: shared between them it was not faster (docs/design.md).
void poison_destinations(Life& life, const ImageHeader& header) {
    // After a power cycle B's measurement is not here; the image will be written over the witness pages.
    if (life.record.placement.witness_count > 0)
        plain_copy::choose(life.record.placement.witness[0], life.record.stamps);
    constexpr int int3 = 0xcc;
    const PhaseScope phase(Phase::Poison, header.total_bytes);
    for (const ImageExtent& e : extents_of(header)) {
        if (life.slot.overlaps({{e.destination}, e.bytes})) continue;
        memset(direct_map({e.destination}), int3, e.bytes);
    }
}

// Of the lines that CPUs of this life watch by MONITOR, the one that dies first: the copier says so just before.
// Returns how many bytes are then left to copy; 0 if nobody watches one that dies.
uint64_t announce_line(const Method& method, std::span<const CopyStep> plan, CopierOrders& orders) {
    if (!(method.needs & Needs::MonitoredLine)) return 0;
    uint64_t most = 0;
    for (Cpu& cpu : application_processors()) {
        const PhysAddr line = method.wait_word(cpu);
        const uint64_t left = bytes_left_before(plan, line).value_or(0);
        if (left <= most) continue;
        most = left;
        Text text(std::span(orders.announcement).first(sizeof(orders.announcement) - 1));
        format_to(text, "# LINE cpu={} at={} is overwritten next t=000000000000000\n", cpu.number, line);
    }
    return most;
}

// fault=skip-extent: the last one, which is a witness range (the image ascends, and B's slot comes first).
size_t extent_to_skip(const ImageHeader& header, Fault fault) {
    return fault == Fault::SkipExtent ? header.extent_count - 1 : skip_none;
}

// From the image to the copier's list, with a step that ends wherever the copier has something to do.
copier::Work plan_copy(const Life& life, const ImageHeader& header) {
    const std::span<CopyStep> room = safe_pages().steps();
    size_t count = plan_restore(header, life.record.image, extent_to_skip(header, life.options.fault), room);
    const uint64_t half = half_of(room.first(count));
    count = split_at(room, count, half);
    const uint64_t line_is_next = announce_line(life.method, room.first(count), safe_pages().control().orders);
    count = split_at(room, count, line_is_next);
    const auto plan = room.first(count);
    return {
        .steps = count,
        .by = plain_copy::fastest(life.record.stamps),
        .landing = {{header.entry.cr3}, header.entry.resume, {header.entry.context, 0}},
        .on_the_way = {.event_here = inject::is_during_copy(life.options),
                       .event = life.options.at == InjectAt::Copying ? steps_left_at(plan, half) : 0,
                       .announcement = steps_left_at(plan, line_is_next)},
        .helpers_limit = call::patience(),
    };
}

// For CPUs that enter B by themselves.
void show_way_into_b(const ImageHeader& header) {
    safe_pages().control().into_b = {header.entry.cr3, header.entry.ap_table, header.cpu_count, 0,
                                     header.entry.ap_start};
}

} // namespace

void send_cpus_away(Life& life) {
    nmi_count::report({});
    safe_pages().prepare(life.record.machine.memory, max_restore_steps);
    story_screen::last_picture(life.record, life.options);
    if (!handoff::send_all_away(life.method)) report::lose("a-cpu-did-not-leave");
}

void provoke_while_a_is_whole(Life& life) {
    inject::prepare(life.options, life.method.wait_word);
    inject::provoke_at(InjectAt::Parked);
    event_log::record({now(), boot_cpu().number, boot_cpu().number, "copying", life.method.name});
    const PhaseScope phase(Phase::Log);
    event_log::flush();
}

void refuse_image(std::string_view reason) {
    offline::siblings_on();
    const auto answer = [](Cpu&, void*) {};
    Tally answered;
    for (Cpu& cpu : cpus()) {
        answered.good += call::on_cpu(cpu, answer, nullptr);
        answered.all++;
    }
    event_log::flush();
    print("# this kernel goes on: {} of {} cpus answered on_cpu\n", answered.good, answered.all);
    report::set_cpus(answered);
    FixedText<128> text;
    text.set("the image is refused: {}", reason);
    report::refuse(reason, text.view());
}

void resume_image(Life& life) {
    sign(life);
    const ImageHeader& header = verified_image(life);
    poison_destinations(life, header);
    send_cpus_away(life); // the image was marked used before
    provoke_while_a_is_whole(life);
    show_way_into_b(header);
    const copier::Work work = plan_copy(life, header);
    begin_next_life(life.record, LifeName::B2, life.options.layout);
    copier::start(work);
}
