// From a judged image to the copier's list. Pure, host-tested.
#pragma once

#include <optional>
#include <span>

#include "hibernate/image/image.hpp"
#include "smp/safe/copy_step.hpp"

// Fills `steps` from the highest address down, whatever the method, and returns how many. Down, because then a life's
// tables die before its text (the image lies at the bottom of its slot): a CPU that still runs there falls without a
// handler that would speak for a machine that is no longer its own.
// `skip` leaves one extent out (fault=skip-extent). `image` is the physical address of the header.
size_t plan_restore(const ImageHeader& header, PhysAddr image, size_t skip, std::span<CopyStep> steps);
// Half of the plan's bytes, in whole pages.
uint64_t half_of(std::span<const CopyStep> steps);
// How many bytes are left to copy when the page of `address` is next; none if the plan does not write there.
std::optional<uint64_t> bytes_left_before(std::span<const CopyStep> steps, PhysAddr address);
// Lets a step end where `bytes_left` (whole pages) are left; returns the new count, one more if a step was split, for
// which `steps` must have room.
size_t split_at(std::span<CopyStep> steps, size_t count, uint64_t bytes_left);
// How many steps are left there; 0 if none ends there.
size_t steps_left_at(std::span<const CopyStep> steps, uint64_t bytes_left);
inline constexpr size_t skip_none = ~size_t{0};
// What an accepted image needs, and one more for each of two steps that are split.
inline constexpr size_t max_restore_steps = ImageHeader::max_extents + 2;
