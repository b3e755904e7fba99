#pragma once

#include <string>
#include <vector>

#include "hibernate/image/image.hpp"

inline constexpr uint64_t mib = 1u << 20;

// A small whole image, and the machine that would resume it.
struct Sample {
    MemoryMap map;
    std::vector<uint64_t> words; // aligned
    std::vector<uint32_t> ids = {0, 1, 4};
    std::span<std::byte> bytes;

    explicit Sample(const std::vector<PhysRange>& ranges = {
                        {{0x9e000}, page_size}, {{4 * mib}, 2 * page_size}, {{8 * mib}, page_size}}) {
        map.add({{0}, 640 << 10}, MemoryType::Available);
        map.add({{mib}, 64 * mib}, MemoryType::Available);
        uint64_t payload_bytes = 0;
        for (const PhysRange r : ranges) payload_bytes += r.size;
        const uint64_t header = align_up(image_header_bytes(ranges.size(), ids.size()), page_size);
        words.resize((header + payload_bytes) / 8);
        for (size_t i = 0; i < words.size(); i++) words[i] = i * 0x9e3779b97f4a7c15;
        bytes = std::as_writable_bytes(std::span(words));
        ImageHeader& h = head();
        h = {};
        h.magic = ImageHeader::magic_value;
        h.version = ImageHeader::current_version;
        h.header_bytes = static_cast<uint32_t>(image_header_bytes(ranges.size(), ids.size()));
        h.nonce = 42;
        h.memory_digest = map.digest();
        h.cpu_count = static_cast<uint32_t>(ids.size());
        h.extent_count = static_cast<uint32_t>(ranges.size());
        h.page_count = payload_bytes / page_size;
        h.total_bytes = bytes.size();
        h.safe = {{2 * mib}, 16 * page_size};
        uint64_t payload = header;
        for (size_t i = 0; i < ranges.size(); i++) {
            extent(i) = {ranges[i].base.value, ranges[i].size, payload,
                         chunked_hash(bytes.subspan(payload, ranges[i].size))};
            payload += ranges[i].size;
        }
        for (size_t i = 0; i < ids.size(); i++) const_cast<uint32_t&>(apic_ids_of(h)[i]) = ids[i];
        seal();
    }
    // One page each, with gaps between them.
    static std::vector<PhysRange> pages(size_t count) {
        std::vector<PhysRange> ranges;
        for (size_t i = 0; i < count; i++) ranges.push_back({{4 * mib + 2 * i * page_size}, page_size});
        return ranges;
    }
    ImageHeader& head() { return *reinterpret_cast<ImageHeader*>(words.data()); }
    ImageExtent& extent(size_t i) { return const_cast<ImageExtent&>(extents_of(head())[i]); }
    void seal() { head().checksum = header_checksum(head()); }
    std::string judge() {
        const ImageExpectation e{{}, 42, &map, ids, {{2 * mib}, 16 * page_size}, {{32 * mib}, mib}, {0x9e000}};
        const Refusal no = judge_header(bytes, e);
        return std::string(no.empty() ? judge_payload(bytes).view() : no.view());
    }
};
