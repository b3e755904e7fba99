#include "hibernate/disk/disk.hpp"

#include "hibernate/disk/disk_format.hpp"

using nvme::Error;
using nvme::Opcode;

namespace {

nvme::Controller the_controller; // its queues are allocated once a life
PhysAddr scratch_page;

constexpr unsigned max_controllers = 16;
constexpr uint32_t max_namespaces = 4;

Error failed(std::string_view what) {
    Error e;
    e.set("{}", what);
    return e;
}

} // namespace

nvme::Controller& Disk::controller() { return the_controller; }

// Is there such a namespace, with room for an image?
bool Disk::select(uint32_t id, Error& error) {
    const auto geometry = the_controller.geometry(id, error);
    if (!geometry) return false;
    geometry_ = *geometry;
    namespace_ = id;
    return blocks() > disk_format::image_block;
}

Error Disk::open(std::string_view wanted, Arena& arena, nvme::Enable enable) {
    if (scratch_page.value == 0) scratch_page = arena.take(page_size, page_size);
    Error last = failed("disk-no-nvme-controller");
    for (unsigned index = 0; index < max_controllers; index++) {
        const auto function = pci::find_class(nvme::class_code, index);
        if (!function) break;
        last = the_controller.open(*function, arena, enable);
        if (!last.empty()) continue;
        for (uint32_t id = 1; id <= max_namespaces; id++) {
            name_.set("nvme{}n{}", index, id);
            if (!wanted.empty() && name_.view() != wanted) continue;
            Error e;
            // An id that the controller does not have is an error too: only a named disk's is worth telling.
            if (!select(id, e)) {
                if (!wanted.empty()) last = e;
                continue;
            }
            e = read(disk_format::label_block, 1, scratch_page);
            if (e.empty() && disk_format::is_label({direct_map<const std::byte>(scratch_page), page_size})) return {};
            if (!e.empty()) last = e;
        }
        if (last.empty()) last = failed("disk-no-label");
        the_controller.close();
    }
    return last;
}

Error Disk::start(Opcode opcode, uint64_t block, uint64_t pages, PhysAddr memory) {
    const uint64_t per_page = page_size / geometry_.block_size;
    return the_controller.start(opcode, namespace_, block * per_page, static_cast<uint32_t>(pages * per_page), memory);
}

Error Disk::read(uint64_t block, uint64_t pages, PhysAddr memory) {
    const Error e = start(Opcode::Read, block, pages, memory);
    return e.empty() ? the_controller.wait_all() : e;
}

Error Disk::write(uint64_t block, uint64_t pages, PhysAddr memory) {
    const Error e = start(Opcode::Write, block, pages, memory);
    return e.empty() ? the_controller.wait_all() : e;
}
