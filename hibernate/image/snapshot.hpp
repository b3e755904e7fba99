// Writing B's image into the store.
#pragma once

#include "hibernate/image/context.hpp"
#include "hibernate/image/image.hpp"
#include "hibernate/life/life.hpp"
#include "kernel/options/options.hpp"

namespace snapshot {
// An upper bound of the image's size, for boot/placement.cpp.
// Behind the image there is room for store=nvme's page map.
constexpr uint64_t bytes_for(size_t cpus, uint64_t slot_bytes, uint64_t witness_bytes) {
    const uint64_t payload = slot_bytes + page_size + witness_bytes;
    const uint64_t page_map = align_up(payload / page_size * sizeof(uint64_t), page_size);
    return align_up(image_header_bytes(ImageHeader::max_extents, cpus), page_size) + payload + page_map;
}
// Writes `slot_used` (everything this life has allocated), B's trampoline page and the witness pages, with a header
// that says how to come back to `context`. All other CPUs are parked; nothing may change what was copied except dead
// stack.
void write(LifeRecord& record, PhysRange slot_used, std::span<const PhysRange> witness, Context& context);
// Computes the extents' checksums, then the header's.
void compute_checksums(const LifeRecord& record);
// The header's alone, the last thing that is done to it.
void seal(ImageHeader& header);
// Damages the written image as `fault` says (docs/running.md); does nothing for a fault that is not the image's.
void damage(LifeRecord& record, Fault fault);
} // namespace snapshot
