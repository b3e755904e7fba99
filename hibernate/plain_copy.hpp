// The three ways to copy, and which is fastest here: under TCG plain moves are five times as fast as REP MOVSQ and forty times as
// fast as REP MOVSB, on hardware with fast strings it is the other way round. Measured once for each power cycle; the copier and
// the snapshot take the fastest.
#pragma once

#include "kernel/memory_map.hpp"
#include "kernel/phases.hpp"
#include "smp/copy_step.hpp"

namespace plain_copy {
// `bytes` are whole pages. Upwards; the ranges do not overlap.
void copy(CopyBy by, PhysAddr to, PhysAddr from, uint64_t bytes);
// Copies one half of `scratch` over the other in each way, for a millisecond, three times, and keeps the best speeds in
// `stamps`, unless they are there already; then by the fastest way as many bytes as `scratch` has. Destroys what is in it.
void measure(PhysRange scratch, Stamps& stamps);
// Unrolled, where nothing was measured.
CopyBy fastest(const Stamps& stamps);
void print_speeds(const Stamps& stamps);
} // namespace plain_copy
