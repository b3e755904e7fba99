#include "hibernate/restore_plan.hpp"

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

size_t split_in_half(std::span<CopyStep> steps, size_t& count) {
    uint64_t left = 0;
    for (const CopyStep& s : steps.first(count)) left += s.length;
    const uint64_t half = align_down(left / 2, page_size);
    for (size_t i = 0; i < count; i++) {
        CopyStep& step = steps[i];
        if (left == half) return count - i;
        if (left - step.length >= half) {
            left -= step.length;
            continue;
        }
        // A step is copied from its end down, so its upper part is what comes first.
        const uint64_t lower = step.length - (left - half);
        std::copy_backward(steps.begin() + i, steps.begin() + count, steps.begin() + count + 1);
        steps[i] = {step.destination + lower, step.source + lower, step.length - lower};
        steps[i + 1].length = lower;
        count++;
        return count - i - 1;
    }
    return 0;
}
