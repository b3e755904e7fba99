#include "hibernate/image/restore_plan.hpp"

#include <algorithm>

size_t plan_restore(const ImageHeader& header, PhysAddr image, size_t skip, std::span<CopyStep> steps) {
    size_t count = 0;
    const auto extents = extents_of(header);
    for (size_t i = extents.size(); i-- > 0;) {
        if (i == skip || count == steps.size()) continue;
        steps[count++] = {extents[i].destination, image.value + extents[i].payload, extents[i].bytes};
    }
    return count;
}

uint64_t half_of(std::span<const CopyStep> steps) {
    uint64_t all = 0;
    for (const CopyStep& s : steps) all += s.length;
    return align_down(all / 2, page_size);
}

std::optional<uint64_t> bytes_left_before(std::span<const CopyStep> steps, PhysAddr address) {
    std::optional<uint64_t> left;
    for (const CopyStep& s : steps) {
        if (left) *left += s.length;
        else if (PhysRange{{s.destination}, s.length}.contains(address))
            left = align_down(address.value, page_size) + page_size - s.destination;
    }
    return left;
}

size_t split_at(std::span<CopyStep> steps, size_t count, uint64_t bytes_left) {
    uint64_t below = 0;
    for (size_t i = count; i-- > 0;) {
        if (below == bytes_left) return count;
        if (below + steps[i].length > bytes_left) {
            // A step is copied from its end down, so its upper part is what comes first.
            const uint64_t lower = bytes_left - below;
            const CopyStep step = steps[i];
            std::copy_backward(steps.begin() + i, steps.begin() + count, steps.begin() + count + 1);
            const uint64_t source = step.source == CopyStep::zero_fill ? step.source : step.source + lower;
            steps[i] = {step.destination + lower, source, step.length - lower};
            steps[i + 1].length = lower;
            return count + 1;
        }
        below += steps[i].length;
    }
    return count;
}

size_t steps_left_at(std::span<const CopyStep> steps, uint64_t bytes_left) {
    uint64_t below = 0;
    for (size_t i = steps.size(); i-- > 0 && below < bytes_left;) {
        below += steps[i].length;
        if (below == bytes_left) return steps.size() - i;
    }
    return 0;
}
