// store=nvme: the image goes to a disk before the machine is switched off, and comes back from it.
#include "hibernate/store/store.hpp"

#include <algorithm>
#include <cstring>

#include "hibernate/disk/disk.hpp"
#include "hibernate/disk/disk_format.hpp"
#include "hibernate/disk/disk_speed.hpp"
#include "hibernate/disk/page_runs.hpp"
#include "hibernate/image/build_id.hpp"
#include "hibernate/image/snapshot.hpp"

using namespace disk_format;
using nvme::Opcode;

namespace {

Disk disk;
PhysAddr header_pages; // two pages for DMA: the disk's header and its commit

ImageHeader& image_header(const Life& life) { return *direct_map<ImageHeader>(life.record.placement.store.base); }
std::byte* header_page(int which) { return direct_map(header_pages + page_size * static_cast<uint64_t>(which)); }
DiskHeader& disk_header() { return *reinterpret_cast<DiskHeader*>(header_page(0)); }

// The page map lies behind the image in the RAM store (snapshot::bytes_for leaves room).
PhysAddr page_map_address(const Life& life) {
    return life.record.placement.store.base + image_header(life).total_bytes;
}
std::span<uint64_t> page_map(const Life& life) {
    return {direct_map<uint64_t>(page_map_address(life)), image_header(life).page_count};
}

Refusal open(Life& life) {
    if (header_pages.value == 0) header_pages = life.arena.take(2 * page_size, page_size);
    const bool unready = life.options.fault == Fault::Unready;
    return disk.open(life.options.disk.view(), life.arena, unready ? nvme::Enable::Fault : nvme::Enable::Yes);
}

Refusal refused(std::string_view why) {
    Refusal no;
    no.set("{}", why);
    return no;
}

// Transfers of the largest size, one behind the other, with nothing in between.
Refusal move_all(Opcode opcode, uint64_t block, uint64_t bytes, PhysAddr memory) {
    const uint64_t pages = align_up(bytes, page_size) / page_size;
    for (uint64_t at = 0; at < pages;) {
        const uint64_t part = std::min(disk.max_pages(), pages - at);
        if (const Refusal e = disk.start(opcode, block + at, part, memory + at * page_size); !e.empty()) return e;
        at += part;
    }
    return Disk::controller().wait_all();
}

// What the disk can do, for comparison. The better of two, as the first of all pays for what an emulator's host sets
// up.
Refusal measure_plain(Opcode opcode, const DiskHeader& h, PhysAddr memory, std::string_view what) {
    constexpr uint64_t measured_bytes = 20u << 20;
    const uint64_t bytes = std::min(h.raw_pages * page_size, measured_bytes);
    uint64_t best = 0;
    for (int attempt = 0; attempt < 2; attempt++) {
        const Ticks start = now();
        if (const Refusal e = move_all(opcode, h.raw_block(), bytes, memory); !e.empty()) return e;
        if (const Refusal e = disk.flush(); !e.empty()) return e;
        best = std::max(best, disk_speed::megabytes_per_second(bytes, now() - start));
    }
    disk_speed::print_line(what, bytes, best);
    return {};
}

// Moves every raw page between store and disk, `depth` transfers in flight, and visits every run of pages in the
// image's order when it is in memory. `visit(run)` does the work that the disk's time pays for.
template <typename Visit>
Refusal transfer(Opcode opcode, const Life& life, const DiskHeader& h, Visit visit) {
    nvme::Controller& controller = Disk::controller();
    const ImageHeader& image = image_header(life);
    PageRuns to_start(extents_of(image), page_map(life), disk.max_pages());
    PageRuns to_visit = to_start;
    const uint64_t first_number = controller.started();
    uint64_t raw_started = 0, raw_visited = 0, raw_pages = 0;
    while (!to_visit.at_end()) {
        if (!to_start.at_end() && raw_started - raw_visited < nvme::Controller::depth) {
            const PageRun run = to_start.current();
            to_start.next();
            if (!run.raw) continue;
            const PhysAddr memory = life.record.placement.store.base + run.payload;
            if (const Refusal e = disk.start(opcode, h.raw_block() + raw_pages, run.pages, memory); !e.empty())
                return e;
            raw_pages += run.pages;
            raw_started++;
            continue;
        }
        const PageRun run = to_visit.current();
        // What is written may be looked at while it is under way; what is read only when it is there.
        if (run.raw && opcode == Opcode::Read) {
            Refusal error;
            const bool there = wait_until(tsc::from_microseconds(10'000'000), [&] {
                error = controller.poll();
                return !error.empty() || controller.finished(first_number + raw_visited);
            });
            if (!error.empty()) return error;
            if (!there) {
                error.set("nvme-command-timeout");
                return error;
            }
        }
        raw_visited += run.raw;
        visit(run);
        to_visit.next();
    }
    return controller.wait_all();
}

DiskHeader describe(const Life& life) {
    DiskHeader h{};
    const ImageHeader& image = image_header(life);
    h.magic = DiskHeader::magic_value;
    h.version = DiskHeader::current_version;
    h.build_id = own_build_id();
    h.memory_digest = life.record.machine.memory.digest();
    h.nonce = life.record.image_nonce; // not the image's word: A holds that against this
    h.generation = image.generation;
    h.image_header_bytes = image.header_bytes;
    h.page_count = image.page_count;
    const auto map = page_map(life);
    h.raw_pages = static_cast<uint64_t>(std::count(map.begin(), map.end(), raw_page));
    h.placement = life.record.placement;
    h.disk = disk.id();
    seal(h);
    return h;
}

void make_page_map(const Life& life) {
    auto entry = page_map(life).begin();
    for (const ImageExtent& e : extents_of(image_header(life))) {
        const auto* words = direct_map<const uint64_t>(life.record.placement.store.base + e.payload);
        for (uint64_t page = 0; page < e.bytes / page_size; page++, words += page_size / 8)
            *entry++ = map_entry_of(std::span<const uint64_t, page_size / 8>(words, page_size / 8));
    }
}

Refusal write_header(const DiskHeader& h) {
    memset(header_page(0), 0, page_size);
    memcpy(header_page(0), &h, sizeof(h));
    return disk.write(header_block, 1, header_pages);
}

// On the medium when this returns, as everything before it is.
Refusal write_commit(const Commit& c) {
    if (const Refusal e = disk.flush(); !e.empty()) return e;
    memset(header_page(1), 0, page_size);
    memcpy(header_page(1), &c, sizeof(c));
    if (const Refusal e = disk.write(commit_block, 1, header_pages + page_size); !e.empty()) return e;
    return disk.flush();
}

constexpr Commit no_commit{}; // zero: there is no image

Refusal write_image(Life& life, bool hash_while_writing, bool& claimed) {
    Refusal e;
    const PhysAddr store = life.record.placement.store.base;
    phases::begin(Phase::Search);
    make_page_map(life);
    phases::end(Phase::Search, image_header(life).total_bytes);
    const DiskHeader h = describe(life);
    if (h.blocks() > disk.blocks()) return refused("disk-shorter-than-image");
    if (e = disk.claim(h.end()); !e.empty()) return e;
    claimed = true;
    if (e = write_commit(no_commit); !e.empty()) return e; // from here on there is no image
    if (e = write_header(h); !e.empty()) return e;
    print("# disk {} pages={} raw={}\n", disk.name(), h.page_count, h.raw_pages);
    if (e = measure_plain(Opcode::Write, h, store, "plain-write"); !e.empty()) return e;

    const Ticks start = now();
    auto* extents = const_cast<ImageExtent*>(extents_of(image_header(life)).data());
    RunHasher hasher(store);
    const auto keep = [&](const PageRun& run) {
        const auto checksum = hasher.add(run);
        if (checksum && hash_while_writing) extents[run.extent].checksum = *checksum;
    };
    if (e = transfer(Opcode::Write, life, h, keep); !e.empty()) return e;
    if (hash_while_writing) snapshot::seal(image_header(life));
    if (e = move_all(Opcode::Write, image_block, h.image_header_bytes, store); !e.empty()) return e;
    if (e = move_all(Opcode::Write, h.page_map_block(), h.page_count * 8, page_map_address(life)); !e.empty()) return e;
    if (e = disk.flush(); !e.empty()) return e;
    const uint64_t written = h.raw_pages * page_size;
    disk_speed::print_line("written", written, disk_speed::megabytes_per_second(written, now() - start));
    hasher.print_speed("hashed");
    return write_commit(commit_of(h, State::Committed));
}

Judgement read_headers(const Life& life) {
    Judgement j;
    j.refusal = disk.read(header_block, 2, header_pages);
    if (!j.refusal.empty()) return j;
    const bool again = life.options.resume == Resume::Again;
    return judge({header_page(0), page_size}, {header_page(1), page_size}, own_build_id(),
                 life.record.machine.memory.digest(), disk.id(), disk.blocks(), again);
}

Refusal read_image(Life& life) {
    Refusal e;
    if (const Judgement j = read_headers(life); !j.refusal.empty()) return j.refusal;
    const DiskHeader h = disk_header();
    const PhysRange store = life.record.placement.store;
    const uint64_t header_room = align_up(h.image_header_bytes, page_size);
    if (header_room + h.page_count * (page_size + 8) > store.size) return refused("image-larger-than-store");
    if (e = measure_plain(Opcode::Read, h, store.base, "plain-read"); !e.empty()) return e;

    const Ticks start = now();
    if (e = move_all(Opcode::Read, image_block, h.image_header_bytes, store.base); !e.empty()) return e;
    const ImageHeader& image = image_header(life);
    if (image.header_bytes != h.image_header_bytes || image.page_count != h.page_count)
        return refused("disk-header-torn");
    if (e = judge_own_header(life); !e.empty()) return e; // from here on extents may be believed
    if (e = move_all(Opcode::Read, h.page_map_block(), h.page_count * 8, page_map_address(life)); !e.empty()) return e;
    const auto map = page_map(life);
    if (static_cast<uint64_t>(std::count(map.begin(), map.end(), raw_page)) != h.raw_pages) return refused("page-map");

    Refusal wrong;
    RunHasher hasher(store.base);
    e = transfer(Opcode::Read, life, h, [&](const PageRun& run) {
        auto* words = direct_map<uint64_t>(store.base + run.payload);
        if (!run.raw) std::fill_n(words, run.pages * page_size / 8, run.word);
        const auto checksum = hasher.add(run);
        if (checksum && *checksum != extents_of(image)[run.extent].checksum && wrong.empty())
            wrong.set("page-checksum-extent-{}", run.extent);
    });
    if (!e.empty()) return e;
    const uint64_t bytes = h.raw_pages * page_size;
    disk_speed::print_line("read", bytes, disk_speed::megabytes_per_second(bytes, now() - start));
    hasher.print_speed("verified");
    if (life.options.fault != Fault::Unchecked) return wrong;
    print("# fault: {} would have been refused\n", wrong.empty() ? "nothing" : wrong.view());
    return e;
}

// The slots, safe pages and trampolines are found in the same way by every life of this build on this machine; if they
// are not the same, the loader has put us where the image wants to be.
bool same_places(const Placement& a, const Placement& b) {
    return a.slots[0] == b.slots[0] && a.slots[1] == b.slots[1] && a.safe == b.safe &&
           a.trampolines[0] == b.trampolines[0] && a.trampolines[1] == b.trampolines[1];
}

// Reads the disk's headers only.
FoundImage find(Life& life) {
    FoundImage found;
    found.answer = FoundImage::Answer::Refuse;
    found.reason = open(life);
    if (!found.reason.empty()) return found;
    const Judgement j = read_headers(life);
    const Refusal closing = disk.close();
    found.description.set("{} blocks={} image={}", disk.name(), disk.blocks(),
                          j.refusal.empty() ? "whole" : j.refusal.view());
    found.reason = j.refusal.empty() ? closing : j.refusal;
    found.begun_by_b = j.has_image;
    const bool nothing = j.refusal.view() == "no-image" || j.refusal.view() == "image-used";
    if (nothing && life.options.resume != Resume::Only) found.answer = FoundImage::Answer::Nothing;
    if (!found.reason.empty()) return found;
    const DiskHeader& h = disk_header();
    if (!same_places(h.placement, life.record.placement)) {
        found.reason.set("placement");
        return found;
    }
    found.answer = FoundImage::Answer::Resume;
    found.placement = h.placement;
    found.nonce = h.nonce;
    found.generation = h.generation;
    return found;
}

Refusal save(Life& life) {
    // Checksums are computed while the disk writes; but what a fault is to damage has to be sealed first.
    const bool sealed = life.options.fault != Fault::None;
    finish_image(life, sealed);
    const PhaseScope phase(Phase::SaveToDisk, image_header(life).total_bytes);
    if (const Refusal e = open(life); !e.empty()) return e;
    bool claimed = false;
    const Refusal e = write_image(life, !sealed, claimed);
    if (!e.empty() && claimed)
        write_commit(no_commit); // as far as the disk still lets us: this kernel goes on, its image must not
    const Refusal closing = disk.close();
    return e.empty() ? closing : e;
}

Refusal load(Life& life) {
    if (const Refusal e = open(life); !e.empty()) return e;
    const Refusal e = read_image(life);
    if (!e.empty()) disk.close();
    return e;
}

// The controller is left reset.
Refusal mark_used(Life&) {
    const Refusal e = write_commit(commit_of(disk_header(), State::Used));
    const Refusal closing = disk.close();
    return e.empty() ? closing : e;
}

} // namespace

STORE(nvme) = {
    .name = "nvme",
    .text = "An NVMe disk that carries our label; a power cycle lies between B's two lives.",
    .outlives_power = true,
    .find = find,
    .save = save,
    .load = load,
    .mark_used = mark_used,
};
