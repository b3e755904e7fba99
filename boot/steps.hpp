// The steps that boot/main.cpp tells a life by, in its order. Boot CPU.
#pragma once

#include "hibernate/story.hpp"

// What was asked for but cannot be done here ends the story with `skipped`, loudly; it is never replaced.
void skip_if_unusable(const Life& life);
// How many checks there will be, before the first of them.
void announce_plan(const Life& life);
// Who this is, where it lies, what it was asked for and what it found; on the log and on the screen.
void introduce_b(const Life& life, const FoundImage& found);
void introduce_a(const Life& life);
// INIT-SIPI-SIPI to all others. Whether every CPU of the MADT came.
bool start_cpus(const Life& life);
void ask_harmless_probes(const Life& life);
// What an event needs before it can be provoked and survived. A's finds it done.
void prepare_event(const Life& life);
// nosmt. Whether every sibling that should sleep does.
bool soft_offline_siblings(const Life& life);
// The first checks; whether both hold.
bool report_start(bool all_started, bool all_offline);
// One story, cycle by cycle; with method=all one for each row of the matrix; with method=none only probes.
Outcome run_programme(Life& life);
// The safe pages, for a life that becomes A before it has started any other CPU.
void prepare_for_soft_boot(const Life& life);
