#include "hibernate/disk_store.hpp"

#include <algorithm>
#include <cstring>

#include "hibernate/build_id.hpp"
#include "hibernate/disk.hpp"
#include "hibernate/disk_format.hpp"
#include "hibernate/page_runs.hpp"
#include "hibernate/snapshot.hpp"
#include "kernel/stream_hash.hpp"

using namespace disk_format;
using nvme::Opcode;

namespace {

Disk disk;
PhysAddr header_pages; // two pages for DMA: the first and the second header

ImageHeader& image_header(const Life& life) { return *direct_map<ImageHeader>(life.record.placement.store.base); }
std::byte* header_page(int which) { return direct_map(header_pages + page_size * static_cast<uint64_t>(which)); }
DiskHeader& second_header() { return *reinterpret_cast<DiskHeader*>(header_page(1)); }

// The page map lies behind the image in the RAM store (snapshot::bytes_for leaves room).
PhysAddr page_map_address(const Life& life) {
    return life.record.placement.store.base + image_header(life).total_bytes;
}
std::span<uint64_t> page_map(const Life& life) {
    return {direct_map<uint64_t>(page_map_address(life)), image_header(life).page_count};
}

Refusal open(Life& life) {
    if (header_pages.value == 0) header_pages = life.arena.take(2 * page_size, page_size);
    return disk.open(life.options.disk.view(), life.arena);
}

uint64_t megabytes_per_second(uint64_t bytes, Ticks took) {
    const uint64_t us = tsc::to_microseconds(took);
    return us == 0 ? 0 : bytes / us;
}

// Transfers of the largest size, one behind the other, with nothing in between: what the disk can do. For comparison.
Refusal measure_plain(Opcode opcode, const DiskHeader& h, PhysAddr memory, std::string_view what) {
    constexpr uint64_t measured_bytes = 16u << 20;
    const uint64_t pages = std::min(h.raw_pages, measured_bytes / page_size);
    const Ticks start = now();
    for (uint64_t at = 0; at < pages;) {
        const uint64_t part = std::min(disk.max_pages(), pages - at);
        if (const Refusal e = disk.start(opcode, h.raw_block() + at, part, memory + at * page_size); !e.empty())
            return e;
        at += part;
    }
    const Refusal e = Disk::controller().wait_all();
    print("# disk plain-{} bytes={} mb_s={}\n", what, pages * page_size,
          megabytes_per_second(pages * page_size, now() - start));
    return e;
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

// Hashes extent by extent as runs come in; `done(extent, checksum)` at each extent's end.
template <typename Done>
auto hashing(const Life& life, StreamHash& stream, Done done) {
    return [&life, &stream, done](const PageRun& run) {
        const std::byte* bytes = direct_map(life.record.placement.store.base + run.payload);
        stream.add({bytes, run.pages * page_size});
        if (!run.ends_extent) return;
        done(run.extent, stream.value());
        stream = StreamHash();
    };
}

DiskHeader describe(const Life& life) {
    DiskHeader h{};
    const ImageHeader& image = image_header(life);
    h.magic = DiskHeader::magic_value;
    h.version = DiskHeader::current_version;
    h.build_id = own_build_id();
    h.memory_digest = life.record.machine.memory.digest();
    h.nonce = image.nonce;
    h.generation = image.generation;
    h.image_header_bytes = image.header_bytes;
    h.page_count = image.page_count;
    const auto map = page_map(life);
    h.raw_pages = static_cast<uint64_t>(std::count(map.begin(), map.end(), raw_page));
    h.placement = life.record.placement;
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

Refusal write_header(int which, DiskHeader h, State state) {
    h.state = state;
    seal(h);
    memset(header_page(which), 0, page_size);
    memcpy(header_page(which), &h, sizeof(h));
    const uint64_t block = which == 0 ? first_header_block : second_header_block;
    return disk.write(block, 1, header_pages + page_size * static_cast<uint64_t>(which));
}

// Larger than one transfer: page map, image header.
Refusal move_all(Opcode opcode, uint64_t block, uint64_t bytes, PhysAddr memory) {
    const uint64_t pages = align_up(bytes, page_size) / page_size;
    for (uint64_t at = 0; at < pages;) {
        const uint64_t part = std::min(disk.max_pages(), pages - at);
        if (const Refusal e = disk.start(opcode, block + at, part, memory + at * page_size); !e.empty()) return e;
        at += part;
    }
    return Disk::controller().wait_all();
}

Refusal write_image(Life& life, bool hash_while_writing) {
    Refusal e;
    const PhysAddr store = life.record.placement.store.base;
    // From here on there is no image, until the last write but one has been flushed.
    memset(header_page(1), 0, page_size);
    if (e = disk.write(second_header_block, 1, header_pages + page_size); !e.empty()) return e;
    if (e = disk.flush(); !e.empty()) return e;
    make_page_map(life);
    const DiskHeader h = describe(life);
    if (h.blocks() > disk.blocks()) {
        e.set("disk-shorter-than-image");
        return e;
    }
    if (e = write_header(0, h, State::Writing); !e.empty()) return e;
    if (e = measure_plain(Opcode::Write, h, store, "write"); !e.empty()) return e;

    const Ticks start = now();
    auto* extents = const_cast<ImageExtent*>(extents_of(image_header(life)).data());
    StreamHash stream;
    const auto keep = [&](size_t extent, uint64_t checksum) {
        if (hash_while_writing) extents[extent].checksum = checksum;
    };
    if (e = transfer(Opcode::Write, life, h, hashing(life, stream, keep)); !e.empty()) return e;
    if (hash_while_writing) snapshot::seal(image_header(life));
    if (e = move_all(Opcode::Write, image_block, h.image_header_bytes, store); !e.empty()) return e;
    if (e = move_all(Opcode::Write, h.page_map_block(), h.page_count * 8, page_map_address(life)); !e.empty()) return e;
    if (e = disk.flush(); !e.empty()) return e;
    if (e = write_header(1, h, State::Committed); !e.empty()) return e;
    if (e = disk.flush(); !e.empty()) return e;
    print("# disk written {} pages={} raw={} bytes={} mb_s={}\n", disk.name(), h.page_count, h.raw_pages,
          h.raw_pages * page_size, megabytes_per_second(h.raw_pages * page_size, now() - start));
    return disk.close();
}

Judgement read_headers(const Life& life) {
    Judgement j;
    j.refusal = disk.read(first_header_block, 2, header_pages);
    if (!j.refusal.empty()) return j;
    const bool again = life.options.resume == Resume::Again;
    return judge({header_page(0), page_size}, {header_page(1), page_size}, own_build_id(),
                 life.record.machine.memory.digest(), disk.blocks(), again);
}

Refusal refused(std::string_view why) {
    Refusal no;
    no.set("{}", why);
    return no;
}

// The slots, safe pages and trampolines are found in the same way by every life of this build on this machine; if they
// are not the same, the loader has put us where the image wants to be.
bool same_places(const Placement& a, const Placement& b) {
    return a.slots[0] == b.slots[0] && a.slots[1] == b.slots[1] && a.safe == b.safe &&
           a.trampolines[0] == b.trampolines[0] && a.trampolines[1] == b.trampolines[1];
}

} // namespace

disk_store::Look disk_store::look(Life& life) {
    Look look;
    look.answer = Look::Answer::Refuse;
    look.reason = open(life);
    if (!look.reason.empty()) return look;
    const Judgement j = read_headers(life);
    const Refusal closing = disk.close();
    look.found.set("{} blocks={} image={}", disk.name(), disk.blocks(), j.refusal.empty() ? "whole" : j.refusal.view());
    look.reason = j.refusal.empty() ? closing : j.refusal;
    look.begun_by_b = j.has_image;
    const DiskHeader& h = second_header();
    const bool nothing = j.refusal.view() == "no-image" || j.refusal.view() == "image-used";
    if (nothing && life.options.resume != Resume::Only) look.answer = Look::Answer::Fresh;
    if (!look.reason.empty()) return look;
    LifeRecord& r = life.record;
    if (!same_places(h.placement, r.placement)) {
        look.reason.set("placement");
        return look;
    }
    const PhysRange pristine = r.placement.pristine; // where the loader put it this time
    r.placement = h.placement;
    r.placement.pristine = pristine;
    r.image_nonce = h.nonce;
    r.generation = h.generation + 1;
    r.image = h.placement.store.base;
    look.answer = Look::Answer::Resume;
    return look;
}

Refusal disk_store::save(Life& life) {
    if (const Refusal e = open(life); !e.empty()) return e;
    // A fault must damage what is sealed, so then there is nothing left to compute while writing.
    const bool sealed_already = image_header(life).checksum != 0;
    const Refusal e = write_image(life, !sealed_already);
    if (!e.empty()) disk.close();
    return e;
}

Refusal disk_store::load(Life& life) {
    Refusal e = open(life);
    if (!e.empty()) return e;
    if (const Judgement j = read_headers(life); !j.refusal.empty()) return j.refusal;
    const DiskHeader h = second_header();
    const PhysRange store = life.record.placement.store;
    const uint64_t header_room = align_up(h.image_header_bytes, page_size);
    if (header_room + h.page_count * (page_size + 8) > store.size) return refused("image-larger-than-store");
    if (e = measure_plain(Opcode::Read, h, store.base, "read"); !e.empty()) return e;

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
    StreamHash stream;
    const auto compare = [&](size_t extent, uint64_t checksum) {
        if (wrong.empty() && checksum != extents_of(image)[extent].checksum)
            wrong.set("page-checksum-extent-{}", extent);
    };
    const auto hash_run = hashing(life, stream, compare);
    e = transfer(Opcode::Read, life, h, [&](const PageRun& run) {
        auto* words = direct_map<uint64_t>(store.base + run.payload);
        if (!run.raw) std::fill_n(words, run.pages * page_size / 8, run.word);
        hash_run(run);
    });
    print("# disk read and verified pages={} raw={} mb_s={}\n", h.page_count, h.raw_pages,
          megabytes_per_second(h.raw_pages * page_size, now() - start));
    return !e.empty() ? e : wrong;
}

Refusal disk_store::mark_used(Life&) {
    if (const Refusal e = write_header(1, second_header(), State::Used); !e.empty()) return e;
    if (const Refusal e = disk.flush(); !e.empty()) return e;
    return disk.close();
}
