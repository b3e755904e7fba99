#include "hibernate/image/image.hpp"

#include <algorithm>
#include <cstring>

#include "hibernate/life/life.hpp"
#include "kernel/base/hash.hpp"
#include "kernel/memory/layout.hpp"

namespace {

const ImageHeader& header_of(std::span<const std::byte> image) {
    return *reinterpret_cast<const ImageHeader*>(image.data());
}

PhysRange destination_of(const ImageExtent& e) { return {{e.destination}, e.bytes}; }

bool is_whole_pages(uint64_t value) { return value % page_size == 0; }

Refusal judge_extents(const ImageHeader& header, uint64_t image_bytes, const ImageExpectation& expected) {
    Refusal no;
    const PhysRange trampoline{expected.trampoline, page_size};
    const auto extents = extents_of(header);
    uint64_t pages = 0;
    uint64_t payload = align_up(header.header_bytes, page_size);
    for (size_t i = 0; i < extents.size(); i++) {
        const ImageExtent& e = extents[i];
        const PhysRange to = destination_of(e);
        if (e.bytes == 0 || !is_whole_pages(e.bytes) || !is_whole_pages(e.destination) || to.end() < to.base) {
            no.set("extent-{}-not-whole-pages", i);
        } else if (e.payload != payload || e.bytes > image_bytes - std::min(payload, image_bytes)) {
            no.set("extent-{}-outside-image", i);
        } else if (!expected.memory->is_available(to) || (to.base < one_mib && to != trampoline)) {
            no.set("extent-{}-outside-memory", i);
        } else if (to.overlaps(expected.safe) || to.overlaps(expected.store)) {
            no.set("extent-{}-over-safe-pages-or-store", i);
        } else if (i > 0 && to.base < destination_of(extents[i - 1]).end()) {
            no.set("extent-{}-out-of-order", i);
        }
        if (!no.empty()) return no;
        payload += e.bytes;
        pages += e.bytes / page_size;
    }
    if (pages != header.page_count || payload != header.total_bytes) no.set("page-count");
    return no;
}

} // namespace

std::span<const ImageExtent> extents_of(const ImageHeader& header) {
    return {reinterpret_cast<const ImageExtent*>(&header + 1), header.extent_count};
}

std::span<const uint32_t> apic_ids_of(const ImageHeader& header) {
    return {reinterpret_cast<const uint32_t*>(extents_of(header).data() + header.extent_count), header.cpu_count};
}

uint64_t header_checksum(const ImageHeader& header) {
    ImageHeader first = header; // with the checksum itself left out
    first.checksum = 0;
    const auto rest = std::as_bytes(std::span(&header + 1, 1)).data();
    return hash({rest, header.header_bytes - sizeof(ImageHeader)}, hash(std::as_bytes(std::span(&first, 1))));
}

Refusal judge_header(std::span<const std::byte> image, const ImageExpectation& expected) {
    Refusal no;
    if (image.size() < sizeof(ImageHeader)) {
        no.set("header-truncated");
        return no;
    }
    const ImageHeader& h = header_of(image);
    const auto ids = [&] { return apic_ids_of(h); };
    if (h.magic != ImageHeader::magic_value) no.set("header-magic");
    else if (h.version != ImageHeader::current_version) no.set("header-version");
    else if (h.header_bytes != image_header_bytes(h.extent_count, h.cpu_count) || h.header_bytes > image.size())
        no.set("header-size");
    else if (h.checksum != header_checksum(h)) no.set("header-checksum");
    else if (h.build_id != expected.build_id) no.set("build-id");
    else if (h.nonce != expected.nonce) no.set("nonce");
    else if (h.memory_digest != expected.memory->digest()) no.set("memory-map");
    else if (!std::equal(ids().begin(), ids().end(), expected.apic_ids.begin(), expected.apic_ids.end()))
        no.set("cpu-list");
    else if (h.safe != expected.safe) no.set("safe-pages");
    else if (h.extent_count > ImageHeader::max_extents) no.set("extent-count");
    else if (h.slot != b_slot) no.set("slot");
    else return judge_extents(h, image.size(), expected);
    return no;
}

Refusal judge_payload(std::span<const std::byte> image, uint64_t (*checksum)(std::span<const std::byte>)) {
    Refusal no;
    const auto extents = extents_of(header_of(image));
    for (size_t i = 0; i < extents.size() && no.empty(); i++) {
        if (checksum(image.subspan(extents[i].payload, extents[i].bytes)) != extents[i].checksum)
            no.set("page-checksum-extent-{}", i);
    }
    return no;
}
