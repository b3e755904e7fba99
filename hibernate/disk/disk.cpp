#include "hibernate/disk/disk.hpp"

#include <algorithm>
#include <cstring>

#include "hibernate/disk/disk_format.hpp"
#include "kernel/log/print.hpp"

using nvme::Error;
using nvme::Opcode;

namespace {

nvme::Controller the_controller; // its queues are allocated once a life

constexpr uint32_t max_namespaces = 4; // that are looked at where no disk is named
constexpr uint64_t scratch_size = 16 * page_size;
static_assert(disk_format::end_blocks * page_size % scratch_size == 0);
PhysAddr scratch; // what was read to be judged, and behind it a page for the label

std::span<std::byte> scratch_bytes() { return {direct_map(scratch), scratch_size}; }
std::span<std::byte, page_size> label_bytes() {
    return std::span<std::byte, page_size>(direct_map(scratch + scratch_size), page_size);
}
PhysAddr address_of(std::span<std::byte> in_scratch) {
    return scratch + static_cast<uint64_t>(in_scratch.data() - direct_map(scratch));
}

// Of the reasons of several disks the one that a user wants to know: a label that is wrong rather than one that is not
// there.
void keep_worse(Error& worst, const Error& e) {
    if (worst.empty() || worst.view() == "disk-no-label") worst = e;
}

} // namespace

nvme::Controller& Disk::controller() { return the_controller; }

Error Disk::open(std::string_view wanted, Arena& arena, nvme::Enable enable) {
    if (scratch.value == 0) scratch = arena.take(scratch_size + page_size, page_size);
    if (!known_) known_ = parse_disk_name(wanted);
    Error worst;
    for (uint32_t index = known_ ? known_->controller : 0; known_ || wanted.empty(); index++) {
        const auto function = pci::find_class(nvme::class_code, index);
        if (!function) break;
        const Error e = open_one_of(*function, index, arena, enable);
        if (e.empty()) return e;
        the_controller.close();
        keep_worse(worst, e);
        if (known_) return worst;
    }
    if (!worst.empty()) return worst;
    if (wanted.empty()) worst.set("disk-no-nvme-controller");
    else worst.set("disk-{}-not-there", wanted);
    return worst;
}

// The namespace of this controller that is known, or the first that is ours, which is then known.
Error Disk::open_one_of(pci::Function function, uint32_t index, Arena& arena, nvme::Enable enable) {
    Error worst = the_controller.open(function, arena, enable);
    if (!worst.empty()) return worst;
    const uint32_t first = known_ ? known_->namespace_id : 1, last = known_ ? first : max_namespaces;
    for (uint32_t id = first; id <= last; id++) {
        name_.set("nvme{}n{}", index, id);
        bool is_there = false;
        const Error e = open_namespace(id, is_there);
        if (e.empty()) {
            known_ = DiskName{index, id};
            return e;
        }
        // Most controllers have only one.
        if (is_there || id == first) keep_worse(worst, e);
    }
    return worst;
}

Error Disk::open_namespace(uint32_t id, bool& is_there) {
    Error e;
    const auto geometry = the_controller.geometry(id, e);
    if (!geometry) {
        e.set("disk-{}-not-there-or-not-usable", name_.view());
        return e;
    }
    is_there = true;
    geometry_ = *geometry;
    namespace_ = id;
    const auto read_blocks = [&](uint64_t block, std::span<std::byte> to) {
        return read(block, to.size() / page_size, address_of(to));
    };
    e = disk_format::judge_ends(bytes(), scratch_bytes(), label_bytes(), read_blocks);
    if (!e.empty()) print("# disk {} is left alone: {}\n", name_.view(), e.view());
    else memcpy(&id_, label_bytes().data() + offsetof(disk_format::Label, id), sizeof(id_));
    return e;
}

Error Disk::claim(uint64_t end) {
    const PhysAddr page = address_of(label_bytes());
    if (const Error e = read(disk_format::reach_block, 1, page); !e.empty()) return e;
    uint64_t at = disk_format::never_written(label_bytes(), id_);
    if (at >= end) return {};
    while (at < end) {
        const uint64_t pages = std::min(scratch_size / page_size, end - at);
        if (const Error e = read(at, pages, scratch); !e.empty()) return e;
        for (uint64_t i = 0; i < pages; i++, at++) {
            if (disk_format::is_zero(scratch_bytes().subspan(i * page_size, page_size))) continue;
            Error e;
            e.set("disk-holds-something-else-in-block-{}", at);
            return e;
        }
    }
    const disk_format::Reach reach = disk_format::reach_of(id_, end);
    memset(label_bytes().data(), 0, page_size);
    memcpy(label_bytes().data(), &reach, sizeof(reach));
    const Error e = write(disk_format::reach_block, 1, page);
    return e.empty() ? flush() : e;
}

Error Disk::start(Opcode opcode, uint64_t block, uint64_t pages, PhysAddr memory) {
    const uint64_t per_page = page_size / geometry_.block_size;
    return the_controller.start(opcode, namespace_, block * per_page, static_cast<uint32_t>(pages * per_page), memory);
}

// More than the controller takes at once goes in parts.
Error Disk::read(uint64_t block, uint64_t pages, PhysAddr memory) {
    for (uint64_t at = 0; at < pages;) {
        const uint64_t part = std::min(max_pages(), pages - at);
        if (const Error e = start(Opcode::Read, block + at, part, memory + at * page_size); !e.empty()) return e;
        at += part;
    }
    return the_controller.wait_all();
}

Error Disk::write(uint64_t block, uint64_t pages, PhysAddr memory) {
    const Error e = start(Opcode::Write, block, pages, memory);
    return e.empty() ? the_controller.wait_all() : e;
}
