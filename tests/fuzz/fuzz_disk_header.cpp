// A disk's header and commit: refused, or everything that they promise lies on the disk. The input is both, one behind
// the other; they are sealed again, because no fuzzer guesses a checksum.
#include <algorithm>
#include <array>

#include "hibernate/disk/disk_format.hpp"
#include "tests/fuzz/target.hpp"

using namespace disk_format;

namespace {

constexpr uint64_t disk_blocks = 10'000;

ByteBuilder blocks(State state) {
    DiskHeader h{};
    h.magic = DiskHeader::magic_value;
    h.version = DiskHeader::current_version;
    h.memory_digest = 5;
    h.image_header_bytes = 500;
    h.page_count = 1000;
    h.raw_pages = 600;
    ByteBuilder b;
    b.add(h);
    return b.add(state);
}

} // namespace

std::vector<ByteBuilder> seeds() { return {blocks(State::Committed), blocks(State::Used), blocks(State{1})}; }

void examine(std::span<const std::byte> input) {
    struct {
        DiskHeader header;
        State state;
        uint32_t padding;
    } in{};
    const auto target = std::as_writable_bytes(std::span(&in, 1));
    std::copy_n(input.begin(), std::min(input.size(), target.size()), target.begin());
    seal(in.header);
    const Commit commit = commit_of(in.header, in.state);
    const auto first = std::as_bytes(std::span(&in.header, 1)), second = std::as_bytes(std::span(&commit, 1));
    const Judgement j = judge(first, second, BuildId{}, 5, DiskId{}, disk_blocks, false);
    if (!j.refusal.empty()) return;
    const DiskHeader& h = in.header;
    require(j.has_image && in.state == State::Committed);
    require(h.image_header_bytes <= disk_blocks * page_size && h.page_count <= disk_blocks * page_size / 8);
    require(h.page_map_block() <= h.raw_block() && h.raw_block() <= h.blocks() && h.blocks() <= disk_blocks);
}
