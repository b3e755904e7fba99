// An image is refused, or restoring it touches only memory that B may have. A random image dies at its magic, so an
// input is a list of changes to a whole one, 8 bytes each: a 64-bit word's index, then what it becomes. Afterwards the
// header is sealed again: what is left to refuse is what the checksum would have let through.
#include "hibernate/image/restore_plan.hpp"
#include "tests/fuzz/target.hpp"
#include "tests/unit/sample_image.hpp"

namespace {

struct Change {
    uint16_t word;
    uint8_t shift, how; // 0: assign, 1: add, 2: subtract `value << shift`
    uint32_t value;
};
static_assert(sizeof(Change) == 8);

void apply(Change change, std::span<uint64_t> header) {
    uint64_t& word = header[change.word % header.size()];
    const uint64_t value = uint64_t{change.value} << change.shift % 64;
    word = change.how % 3 == 0 ? value : change.how % 3 == 1 ? word + value : word - value;
}

// The checksum of a header whose counts lie is nobody's: sealing it would read past the end.
bool can_be_sealed(const ImageHeader& h, size_t image_bytes) {
    return h.header_bytes == image_header_bytes(h.extent_count, h.cpu_count) && h.header_bytes <= image_bytes;
}

void examine_accepted(Sample& s) {
    CopyStep steps[max_restore_steps];
    size_t count = plan_restore(s.head(), {32 * mib}, skip_none, steps);
    require(count == s.head().extent_count);
    const uint64_t half = half_of(std::span(steps).first(count));
    count = split_at(steps, count, half);
    require(count <= s.head().extent_count + 1 && count <= max_restore_steps);
    require(half == 0 || steps_left_at(std::span(steps).first(count), half) > 0);
    uint64_t below = ~uint64_t{0}, bytes = 0;
    for (const CopyStep& step : std::span(steps).first(count)) {
        const PhysRange to{{step.destination}, step.length};
        require(to.size > 0 && to.end().value <= below && s.map.is_available(to));
        require(!to.overlaps({{2 * mib}, 16 * page_size}) && !to.overlaps({{32 * mib}, mib}));
        require(step.source >= 32 * mib && step.source + step.length <= 32 * mib + s.bytes.size());
        below = step.destination;
        bytes += step.length;
    }
    require(bytes == s.head().page_count * page_size);
}

} // namespace

std::vector<ByteBuilder> seeds() {
    const auto extent_word = [](size_t extent, size_t field) {
        return static_cast<uint16_t>((sizeof(ImageHeader) + extent * sizeof(ImageExtent)) / 8 + field);
    };
    ByteBuilder none, moved, swapped;
    moved.add(Change{extent_word(1, 0), 12, 1, 1}).add(Change{extent_word(2, 0), 20, 0, 16});
    swapped.add(Change{extent_word(1, 1), 12, 2, 1}).add(Change{extent_word(2, 1), 12, 1, 1});
    swapped.add(Change{extent_word(2, 2), 12, 2, 1});
    return {none, moved, swapped};
}

void examine(std::span<const std::byte> input) {
    Sample s;
    const size_t header_words = align_up(s.head().header_bytes, 8) / 8;
    for (; input.size() >= sizeof(Change); input = input.subspan(sizeof(Change))) {
        Change change;
        memcpy(&change, input.data(), sizeof(change));
        apply(change, std::span(s.words).first(header_words));
    }
    if (can_be_sealed(s.head(), s.bytes.size())) s.seal();
    const std::string answer = s.judge();
    if (answer.empty() || answer.starts_with("page-checksum")) examine_accepted(s);
}
