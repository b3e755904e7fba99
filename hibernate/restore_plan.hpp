// From a judged image to the copier's list. Pure, host-tested.
#pragma once

#include <span>

#include "hibernate/image.hpp"
#include "smp/copy_step.hpp"

// Fills `steps` from the highest address down, whatever the method, and returns how many. Down, because then a life's
// tables die before its text (the image lies at the bottom of its slot): a CPU that still runs there falls without a
// handler that would speak for a machine that is no longer its own.
// `skip` leaves one extent out (fault=skip-extent). `image` is the physical address of the header.
size_t plan_restore(const ImageHeader& header, PhysAddr image, size_t skip, std::span<CopyStep> steps);
// Splits one step so that steps end where half of the pages are done; returns how many steps are left there. `count`
// goes up by one if a step had to be split; `steps` must have room for it.
size_t split_in_half(std::span<CopyStep> steps, size_t& count);
inline constexpr size_t skip_none = ~size_t{0};
// What an accepted image needs, and one more for the step that is split.
inline constexpr size_t max_restore_steps = ImageHeader::max_extents + 1;
