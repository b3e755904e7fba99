// B compares its own image, all that is not witness pages, with what the store says: its text, data, page tables and
// stacks.
//
// Three times, because B lives in these pages and changes some of them. At once on return, before anything of B has
// run: then every byte is as in the store, but for the stack that is in use. Before and after B holds: nobody of B
// changes anything meanwhile. And at the end, once more, what B never changes: text, read-only data, page tables.
#pragma once

#include "hibernate/life/this_life.hpp"
#include "kernel/base/tally.hpp"

namespace image_check {

// Whether the method's CPUs come into B without being called.
bool cpus_come_by_themselves(const Life& life);

// Of the pages that `on_return` found right, and so on.
struct Findings {
    Tally pages;            // never found wrong, of all
    uint64_t changed_since; // right on return, and by now something that B is free to change
    bool store_is_whole;    // what all of it was held against still has its checksums
};

// `stack` is where the stack of save_context()'s caller begins (virtual); below it nothing is promised. Prints each
// page that is wrong. Boot CPU, first of all; writes nothing but the stack, and its notes behind the image in the
// store.
void on_return(const Life& life, uint64_t stack);
// Takes down every page as it is now / prints each that is not so any more. No function between the two may return into
// the caller's frame or beyond. `quiet`: no other CPU comes into B meanwhile; else only what never changes is compared.
void before_hold(const Life& life, uint64_t stack);
void after_hold(const Life& life, uint64_t stack, bool quiet);
// When all CPUs are back.
Findings at_end(const Life& life);

} // namespace image_check
