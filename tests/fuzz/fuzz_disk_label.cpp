// A disk that is ours but for what somebody wrote somewhere: whatever it was, if it changed a byte of the first or last
// MiB that this kernel does not write itself, the disk is not ours. The input is a list of places, lengths and bytes.
#include <algorithm>

#include "tests/fuzz/target.hpp"
#include "tests/unit/labelled_disk.hpp"

using namespace disk_format;

namespace {

constexpr size_t end_bytes = end_blocks * page_size;
constexpr size_t ours_begin = header_block * page_size, ours_end = (reach_block + 1) * page_size;

ByteBuilder written(uint32_t at, std::string_view text) {
    ByteBuilder b;
    return b.add(at).add(static_cast<uint8_t>(text.size())).text(text);
}

bool may_differ(size_t at, size_t size) {
    return (at >= ours_begin && at < ours_end) || (at >= end_bytes && at < size - end_bytes);
}

} // namespace

std::vector<ByteBuilder> seeds() {
    return {written(510, "\x55\xaa"), written(512, "EFI PART"), written(0x10040, "_BHRfS_M"), written(4096, "HOFFDISK"),
            written(8192, "HOFFDONE")};
}

void examine(std::span<const std::byte> input) {
    static const LabelledDisk before;
    static LabelledDisk disk;
    disk.bytes = before.bytes;
    while (input.size() > 5) {
        uint32_t at = 0;
        memcpy(&at, input.data(), sizeof(at));
        at %= disk.bytes.size();
        size_t length = std::to_integer<size_t>(input[4]);
        input = input.subspan(5);
        length = std::min({length, input.size(), disk.bytes.size() - at});
        memcpy(disk.bytes.data() + at, input.data(), length);
        input = input.subspan(length);
    }
    if (!disk.judge().empty()) return;
    for (size_t at = 0; at < disk.bytes.size(); at++)
        require(disk.bytes[at] == before.bytes[at] || may_differ(at, disk.bytes.size()));
}
