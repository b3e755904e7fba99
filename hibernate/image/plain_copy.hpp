// The three ways to copy, and which is fastest here: under TCG plain moves are five times as fast as REP MOVSQ and
// forty times as fast as REP MOVSB, on hardware with fast strings it is the other way round. Measured once for each
// power cycle; the copier and the snapshot take the fastest.
#pragma once

#include "kernel/memory/memory_map.hpp"
#include "kernel/report/phases.hpp"
#include "smp/safe/copy_step.hpp"

namespace plain_copy {
// `bytes` are whole pages. Upwards; the ranges do not overlap.
void copy(CopyBy by, PhysAddr to, PhysAddr from, uint64_t bytes);
// Both copy one half of `scratch` over the other, destroy what is in it, and do nothing if `stamps` has the answer
// already. Each way for a millisecond, three times, on at most 4 MiB: the best speeds.
void choose(PhysRange scratch, Stamps& stamps);
// As many bytes as `scratch` has, by the fastest way: what the image's copies are to be held against.
void measure_whole(PhysRange scratch, Stamps& stamps);
// Unrolled, where nothing was measured.
CopyBy fastest(const Stamps& stamps);
void print_speeds(const Stamps& stamps);
} // namespace plain_copy
