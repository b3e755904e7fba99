#include "hibernate/image/snapshot.hpp"

#include <algorithm>
#include <cstring>

#include "hibernate/image/build_id.hpp"
#include "hibernate/image/plain_copy.hpp"
#include "kernel/cpu/registers.hpp"
#include "kernel/log/panic.hpp"
#include "smp/cpu_table.hpp"
#include "smp/parallel_hash.hpp"

extern "C" void ap_start(); // smp/ap_start.asm

namespace {

struct RangeList {
    std::array<PhysRange, ImageHeader::max_extents> items;
    size_t count = 0;
    void add(PhysRange r) {
        if (count == items.size()) panic("too-many-extents", "an image has at most {}", items.size());
        items[count++] = r;
    }
    std::span<PhysRange> view() { return {items.data(), count}; }
};

ImageHeader& header_at(PhysAddr image) { return *direct_map<ImageHeader>(image); }

ImageEntry entry_into(Context& context) {
    return {
        .resume = reinterpret_cast<uint64_t>(resume_entry),
        .context = reinterpret_cast<uint64_t>(&context),
        .ap_start = reinterpret_cast<uint64_t>(&ap_start),
        .cr3 = static_cast<uint32_t>(read_cr3()),
        .ap_table = static_cast<uint32_t>(direct_map_inverse(cpu_table::entries().data()).value),
    };
}

} // namespace

void snapshot::write(LifeRecord& record, PhysRange slot_used, std::span<const PhysRange> witness, Context& context) {
    RangeList sources;
    sources.add(slot_used);
    sources.add({record.placement.trampolines[0], page_size});
    for (const PhysRange r : witness) sources.add(r);
    std::sort(sources.view().begin(), sources.view().end(), [](PhysRange a, PhysRange b) { return a.base < b.base; });

    const PhysAddr image = record.placement.store.base;
    ImageHeader& h = header_at(image);
    h = {};
    h.magic = ImageHeader::magic_value;
    h.version = ImageHeader::current_version;
    h.build_id = own_build_id();
    h.nonce = record.image_nonce;
    h.memory_digest = record.machine.memory.digest();
    h.generation = record.generation;
    h.slot = record.slot;
    h.cpu_count = static_cast<uint32_t>(cpus().size());
    h.extent_count = static_cast<uint32_t>(sources.count);
    h.header_bytes = static_cast<uint32_t>(image_header_bytes(h.extent_count, h.cpu_count));
    h.entry = entry_into(context);
    h.safe = record.placement.safe;

    auto* extents = const_cast<ImageExtent*>(extents_of(h).data());
    auto* ids = const_cast<uint32_t*>(apic_ids_of(h).data());
    for (size_t i = 0; i < cpus().size(); i++) ids[i] = cpus()[i].apic_id.value;
    uint64_t payload = align_up(h.header_bytes, page_size);
    const CopyBy by = plain_copy::fastest(record.stamps);
    for (size_t i = 0; i < sources.count; i++) {
        const PhysRange from = sources.items[i];
        plain_copy::copy(by, image + payload, from.base, from.size);
        extents[i] = {from.base.value, from.size, payload, 0};
        payload += from.size;
        h.page_count += from.size / page_size;
    }
    h.total_bytes = payload;
    record.image = image;
}

void snapshot::compute_checksums(const LifeRecord& record) {
    ImageHeader& h = header_at(record.image);
    for (auto& e : std::span(const_cast<ImageExtent*>(extents_of(h).data()), h.extent_count))
        e.checksum = parallel_chunked_hash({direct_map<const std::byte>(record.image + e.payload), e.bytes});
    seal(h);
}

void snapshot::seal(ImageHeader& h) { h.checksum = header_checksum(h); }

void snapshot::damage(LifeRecord& record, Fault fault) {
    ImageHeader& h = header_at(record.image);
    auto& first = const_cast<ImageExtent&>(extents_of(h).front());
    switch (fault) {
    case Fault::Header: h.page_count ^= 1; return; // not sealed: the checksum must notice
    case Fault::Extent: first.destination = record.machine.memory.top().value; break;
    case Fault::Page: *direct_map(record.image + (h.total_bytes - 1)) ^= std::byte{1}; return;
    case Fault::Checksum: first.checksum ^= 1; break;
    case Fault::Nonce: h.nonce ^= 1; break;
    case Fault::Build: h.build_id.bytes[0] ^= 1; break;
    default: return;
    }
    seal(h); // everything else is right: only the check that is meant can notice
}
