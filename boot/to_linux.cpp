#include "boot/to_linux.hpp"

#include <algorithm>
#include <cstring>

#include "boot/linux_archive.hpp"
#include "boot/linux_papers.hpp"
#include "boot/linux_stock.hpp"
#include "boot/refuse_words.hpp"
#include "hibernate/image/plain_copy.hpp"
#include "hibernate/image/restore_plan.hpp"
#include "smp/call.hpp"
#include "smp/event/inject.hpp"
#include "smp/safe/copier.hpp"
#include "smp/safe/mailbox.hpp"
#include "smp/safe/safe_pages.hpp"

extern "C" const char safe_into_linux[]; // smp/safe/into_linux.asm

namespace {

struct Brought { // by the loader
    linux_boot::Kernel kernel;
    std::string_view command_line;
};

[[noreturn]] void refuse(std::string_view what, std::string_view text) {
    FixedText<64> reason;
    reason.set("to-linux-{}", what);
    report::refuse(reason.view(), text);
}

std::string_view first_line(std::span<const std::byte> file) {
    const std::string_view text{reinterpret_cast<const char*>(file.data()), file.size()};
    return text.substr(0, text.find('\n'));
}

Brought what_was_brought(const Life& life) {
    const PhysRange module = life.record.machine.module;
    if (module.size == 0) refuse("without-module", "the loader has brought no module, which is Linux and its archive");
    if (!life.record.machine.memory.is_available(module))
        refuse("module-outside-memory", "the loader's module does not lie in memory");
    const std::span<const std::byte> archive{direct_map(module.base), module.size};
    const auto file = linux_archive::find(archive, "bzImage"), words = linux_archive::find(archive, "cmdline");
    if (!file || !words) refuse("without-bzimage", "the loader's module is no cpio archive with bzImage and cmdline");
    std::string_view why;
    const auto kernel = linux_boot::parse(*file, why);
    if (!kernel) refuse(why, "the module's bzImage cannot be started by the 64-bit boot protocol");
    if (life.method.waits_at_mailbox && !linux_papers::tables_are_there(life))
        refuse("without-madt", "there is no MADT that a mailbox could be added to");
    return {*kernel, first_line(*words)};
}

LinuxPlaces find_places(const Life& life, const Brought& linux) {
    const LifeRecord& r = life.record;
    const auto at =
        place_linux(r.machine.memory, r.placement, r.machine.module, linux.kernel.header, linux_papers::bytes(life));
    if (!at) refuse("too-little-memory", "there is no room for Linux beside this kernel");
    const auto say = [](PhysRange range, std::string_view what) {
        print("# given base={} pages={} what={}\n", range.base, whole_pages(range).size / page_size, what);
    };
    say(at->kernel, "kernel");
    say(at->archive, "archive");
    say(at->staged, "staged");
    say(at->papers, "papers");
    say(r.placement.safe, "safe-pages");
    return *at;
}

// Whatever Linux finds in the rest of its memory is nothing that somebody has left there. This kernel's own goes last,
// by the copier.
void poison(const Life& life, const LinuxPlaces& at) {
    constexpr int int3 = 0xcc;
    const FreeMemory rest = memory_to_poison(life.record.machine.memory, life.record.placement, at);
    const Ticks begin = now();
    for (const PhysRange r : rest.ranges()) memset(direct_map(r.base), int3, r.size);
    print("# poisoned pages={} us={}\n", rest.bytes() / page_size, tsc::to_microseconds(now() - begin));
}

// Out of the archive, into whole pages.
void stage(const LinuxPlaces& at, Bytes code) { memcpy(direct_map(at.staged.base), code.data(), code.size()); }

// Linux' code to where it runs, and zeroes over all that this kernel is. From the highest address down, as an image
// is restored (hibernate/image/restore_plan.hpp).
copier::Work plan_copy(const Life& life, const LinuxPlaces& at) {
    const Placement& p = life.record.placement;
    const std::span<CopyStep> steps = safe_pages().steps();
    steps[0] = {at.kernel.base.value, at.staged.base.value, at.staged.size};
    steps[1] = {p.slots[b_slot].base.value, CopyStep::zero_fill, p.slots[b_slot].size};
    steps[2] = {p.trampolines[0].value, CopyStep::zero_fill, page_size};
    std::sort(steps.begin(), steps.begin() + 3, [](auto& a, auto& b) { return a.destination > b.destination; });
    const uint64_t half = half_of(steps.first(3));
    const size_t count = split_at(steps, 3, half);
    return {
        .steps = count,
        .by = plain_copy::fastest(life.record.stamps),
        .landing = {{safe_pages().control().tables.page_tables},
                    safe_pages().code_label(safe_into_linux).value,
                    {at.kernel.base.value + linux_boot::entry64, linux_papers::zero_page(at).value}},
        .on_the_way = {.event_here = inject::is_during_copy(life.options),
                       .event = life.options.at == InjectAt::Copying ? steps_left_at(steps.first(count), half) : 0},
        .helpers_limit = call::patience(),
    };
}

} // namespace

void to_linux::refuse_other_stories(const Options& options) {
    refuse_words("to-linux", options, {"cycles", "witness", "layout", "fault", "store", "probe", "hold"});
    if (options.all_rows || options.method->is_probing) refuse_words("to-linux", options, {"method"});
    if (options.method->reclaim == nothing_to_do)
        refuse("method-without-taker", "CPUs that wait by this method come by themselves, and Linux expects none");
    if (options.inject != nullptr && options.at >= InjectAt::Reclaim)
        refuse("at-reclaim", "at=reclaim and later is when B runs, and this kernel is not B with to=linux");
}

void to_linux::hand_over(Life& life) {
    const Brought linux = what_was_brought(life);
    const uint64_t nonce = draw_nonce();
    print("# to linux cpus={} nonce={}\n", cpus().size(), Hex{nonce, 16});
    print_available_and_own(life);
    const LinuxPlaces at = find_places(life, linux);
    poison(life, at);
    stage(at, linux.kernel.code);
    send_cpus_away(life);
    direct_map<Mailbox>(safe_pages().mailbox_address())->wakeup_vector = 0; // who writes there later is Linux
    provoke_while_a_is_whole(life);
    linux_papers::write(life, linux.kernel, at);
    const copier::Work work = plan_copy(life, at);
    linux_papers::write_command_line(life, at, linux.command_line, nonce);
    copier::start(work);
}

uint32_t to_linux::checks() { return 6; } // scripts/handoff/run/linux/arrived.c prints them
