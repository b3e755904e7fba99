// From a judged image to the copier's list. Pure, host-tested.
#pragma once

#include <span>

#include "hibernate/image.hpp"
#include "smp/copy_step.hpp"

// Fills `steps` in the image's order, which is ascending and never depends on the method; returns how many.
// `skip` leaves one extent out (fault=skip-extent). `image` is the physical address of the header.
size_t plan_restore(const ImageHeader& header, PhysAddr image, size_t skip, std::span<CopyStep> steps);
inline constexpr size_t skip_none = ~size_t{0};
