#include "hibernate/image/image_check.hpp"

#include <utility>

#include "hibernate/image/image.hpp"
#include "hibernate/image/image_page.hpp"
#include "kernel/base/hash.hpp"
#include "kernel/cpu/interrupts.hpp"
#include "kernel/cpu/registers.hpp"
#include "kernel/log/print.hpp"
#include "kernel/memory/page_tables.hpp"
#include "smp/cpu_table.hpp"
#include "smp/parallel_hash.hpp"

namespace {

const ImageHeader& header_of(const Life& life) { return *direct_map<const ImageHeader>(life.record.image); }

// One word for each page: as in the store, wrong, or else the hash of what B has made of it. They lie behind the image,
// where store=nvme has room for its page map, so that B's own memory is not changed by them.
constexpr uint64_t as_stored = 0, wrong = ~uint64_t{0};
uint64_t* notes_of(const Life& life) {
    return direct_map<uint64_t>(life.record.image + align_up(header_of(life).total_bytes, page_size));
}

// Witness pages are compared with their pattern (hibernate/image/witness.hpp).
bool is_witness(const Life& life, const ImageExtent& e) {
    const PhysAddr at{e.destination};
    return !life.slot.contains(at) && at != life.record.placement.trampolines[0];
}

PhysAddr physical(const Life& life, uint64_t in_image) {
    return life.slot.base + (in_image - kernel_virtual_base_value);
}

// The boot CPU's stack, from its end to where it is in use.
PhysRange unused_stack(const Life& life, uint64_t stack) {
    const PhysAddr end = physical(life, reinterpret_cast<uint64_t>(early_stack));
    return {end, physical(life, stack) - end};
}

bool is_table(PhysAddr page, PhysAddr table, int level) {
    if (page == table) return true;
    const auto* entries = direct_map<const uint64_t>(table);
    for (int i = 0; level > 1 && i < 512; i++) {
        const uint64_t e = entries[i];
        if ((e & page::present) == 0 || (e & page::large) != 0) continue;
        if (is_table(page, {e & page::address_mask}, level - 1)) return true;
    }
    return false;
}

// visit(page, its note) of every page but the witness pages.
template <typename Visit>
void for_each_page(const Life& life, uint64_t stack, Visit visit) {
    const PhysRange unused = unused_stack(life, stack);
    uint64_t* note = notes_of(life);
    for (const ImageExtent& e : extents_of(header_of(life))) {
        if (is_witness(life, e)) continue;
        for (uint64_t at = 0; at < e.bytes; at += page_size) {
            const PhysAddr page{e.destination + at};
            visit(ImagePage(page, direct_map<const uint64_t>(page),
                            direct_map<const uint64_t>(life.record.image + (e.payload + at)), unused),
                  *note++);
        }
    }
}

// What no life ever changes, but for what the CPU itself does to page tables. Not the trampoline page: CPUs that come
// count there.
bool is_fixed(const Life& life, PhysAddr page) {
    const auto loaded = static_cast<uint64_t>(rodata_end - image_start);
    return PhysRange{life.slot.base, loaded}.contains(page) || is_table(page, {read_cr3()}, 4);
}

// A CPU's stacks for NMI and #MC (smp/cpu_table.cpp): the only thing that is used in B while B holds, by an NMI from
// outside.
PhysRange interrupt_stacks(const Cpu& cpu) {
    const uint64_t bottom = cpu.tss.ist[interrupts::ist_nmi - 1] - cpu_table::interrupt_stack_size;
    return {{bottom - direct_map_base}, 2 * cpu_table::interrupt_stack_size};
}

bool is_here(const Cpu& cpu) { return cpu.state.load(std::memory_order_acquire) == CpuState::Online; }

bool has_interrupt_stack(PhysAddr page) {
    for (const Cpu& cpu : cpus()) {
        if (is_here(cpu) && interrupt_stacks(cpu).overlaps({page, page_size})) return true;
    }
    return false;
}

bool is_as_stored(const ImagePage& page) {
    return page.is_as_stored() ||
           (is_table(page.address, {read_cr3()}, 4) && page.is_as_stored(ImagePage::accessed_and_dirty));
}

class Complaints {
  public:
    explicit Complaints(std::string_view when) : when_(when) {}
    void add(const ImagePage& page, uint64_t& note) {
        constexpr uint64_t most = 32;
        const bool changed_by_b = std::exchange(note, wrong) != as_stored;
        if (count_++ >= most) return;
        if (changed_by_b) {
            print("# image page {} differs {}: from what B had made of it\n", page.address, when_);
            return;
        }
        const ImagePage::Difference d = page.difference();
        print("# image page {} differs {}: byte {} expected {} found {}\n", page.address, when_, d.byte,
              Hex{d.expected, 16}, Hex{d.found, 16});
    }
    uint64_t count() const { return count_; }

  private:
    std::string_view when_;
    uint64_t count_ = 0;
};

} // namespace

bool image_check::cpus_come_by_themselves(const Life& life) { return life.method.reclaim == nothing_to_do; }

void image_check::on_return(const Life& life, uint64_t stack) {
    Complaints wrong_pages("on return");
    uint64_t all = 0;
    const bool crowded = cpus_come_by_themselves(life);
    for_each_page(life, stack, [&](const ImagePage& page, uint64_t& note) {
        all++;
        note = as_stored;
        if (!is_as_stored(page) && (!crowded || is_fixed(life, page.address))) wrong_pages.add(page, note);
    });
    print("# image on return pages={}/{}\n", all - wrong_pages.count(), all);
    for (const ImageExtent& e : extents_of(header_of(life))) {
        if (!is_witness(life, e)) print("# image base={} pages={}\n", PhysAddr{e.destination}, e.bytes / page_size);
    }
}

void image_check::before_hold(const Life& life, uint64_t stack) {
    for_each_page(life, stack, [&](const ImagePage& page, uint64_t& note) {
        if (note != wrong && !is_as_stored(page)) note = page.hash_now();
    });
    const auto tell = [](PhysRange r) { print("# image base={} bytes={} is not watched: a stack\n", r.base, r.size); };
    tell(unused_stack(life, stack));
    for (const Cpu& cpu : cpus()) {
        const PhysAddr first{align_down(interrupt_stacks(cpu).base.value, page_size)};
        if (is_here(cpu)) tell({first, align_up(interrupt_stacks(cpu).end() - first, page_size)});
    }
    print("# image is watched, hold={} ms\n", life.options.hold);
}

void image_check::after_hold(const Life& life, uint64_t stack, bool quiet) {
    Complaints wrong_pages("after hold");
    for_each_page(life, stack, [&](const ImagePage& page, uint64_t& note) {
        const bool watched = !has_interrupt_stack(page.address) && (quiet || is_fixed(life, page.address));
        if (note == wrong || !watched) return;
        const bool same = note == as_stored ? is_as_stored(page) : page.hash_now() == note;
        if (!same) wrong_pages.add(page, note);
    });
}

image_check::Findings image_check::at_end(const Life& life) {
    Complaints wrong_pages("at the end");
    Findings f{{}, 0, true};
    for_each_page(life, reinterpret_cast<uint64_t>(early_stack), [&](const ImagePage& page, uint64_t& note) {
        f.pages.all++;
        if (note != wrong && !is_as_stored(page)) {
            if (is_fixed(life, page.address)) wrong_pages.add(page, note);
            else f.changed_since++;
        }
        f.pages.good += note != wrong;
    });
    for (const ImageExtent& e : extents_of(header_of(life))) {
        const std::span stored(direct_map<const std::byte>(life.record.image + e.payload), e.bytes);
        if (!is_witness(life, e)) f.store_is_whole &= parallel_chunked_hash(stored) == e.checksum;
    }
    print("# image-check pages={}/{} changed-since={} store={}\n", f.pages.good, f.pages.all, f.changed_since,
          f.store_is_whole ? "whole" : "damaged");
    return f;
}
