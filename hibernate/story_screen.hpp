// The story on the screen: which life runs, what it does now, what is done and what is to come. Boot CPU.
#pragma once

#include "hibernate/life/life.hpp"
#include "kernel/options/options.hpp"

enum class StoryStep : uint32_t { BStarts, BWrites, AStarts, AJudges, Copy, BIsBack, BChecks, Done };

namespace story_screen {
// The screen as the loader of this boot told it, drawn anew from now on: first of all in each life.
void begin(const LifeRecord& record);
// What this life does from now on, with the CPUs as they are.
void step(const LifeRecord& record, const Options& options, StoryStep now);
// A's last: from here until every CPU is back in B nothing is drawn. A framebuffer is uncached, and to draw all CPUs
// takes longer than a handoff may.
void last_picture(const LifeRecord& record, const Options& options);
// method=all: one more row is done. The last ones are shown beside the steps, through all lives.
void add_row(const Options& row, bool recovered);
} // namespace story_screen
