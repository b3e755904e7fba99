#include "hibernate/restore_plan.hpp"

size_t plan_restore(const ImageHeader& header, PhysAddr image, size_t skip, std::span<CopyStep> steps) {
    size_t count = 0;
    const auto extents = extents_of(header);
    for (size_t i = extents.size(); i-- > 0;) {
        if (i == skip || count == steps.size()) continue;
        steps[count++] = {extents[i].destination, image.value + extents[i].payload, extents[i].bytes};
    }
    return count;
}
