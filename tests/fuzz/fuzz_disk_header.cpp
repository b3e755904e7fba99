// Two header blocks from a disk: refused, or everything that they promise lies on the disk. The input is both blocks one
// behind the other; they are sealed again, because no fuzzer guesses a checksum.
#include <algorithm>
#include <array>

#include "hibernate/disk_format.hpp"
#include "tests/fuzz/target.hpp"

using namespace disk_format;

namespace {

constexpr uint64_t disk_blocks = 10'000;

ByteBuilder blocks(State second) {
    DiskHeader h{};
    h.magic = DiskHeader::magic_value;
    h.version = DiskHeader::current_version;
    h.memory_digest = 5;
    h.image_header_bytes = 500;
    h.page_count = 1000;
    h.raw_pages = 600;
    h.state = State::Writing;
    ByteBuilder b;
    b.add(h);
    h.state = second;
    return b.add(h);
}

} // namespace

std::vector<ByteBuilder> seeds() { return {blocks(State::Committed), blocks(State::Used), blocks(State::Writing)}; }

void examine(std::span<const std::byte> input) {
    std::array<DiskHeader, 2> headers{};
    const auto target = std::as_writable_bytes(std::span(headers));
    std::copy_n(input.begin(), std::min(input.size(), target.size()), target.begin());
    // The second describes what the first does, or every other input ends there.
    const State state = headers[1].state;
    headers[1] = headers[0];
    headers[1].state = state;
    for (DiskHeader& h : headers) seal(h);
    const auto bytes = std::as_bytes(std::span(headers));
    const auto first = bytes.first(sizeof(DiskHeader)), second = bytes.last(sizeof(DiskHeader));
    const Judgement j = judge(first, second, BuildId{}, 5, disk_blocks, false);
    if (!j.refusal.empty()) return;
    const DiskHeader& h = headers[1];
    require(j.has_image && state == State::Committed);
    require(h.image_header_bytes <= disk_blocks * page_size && h.page_count <= disk_blocks * page_size / 8);
    require(h.page_map_block() <= h.raw_block() && h.raw_block() <= h.blocks() && h.blocks() <= disk_blocks);
}
