// What a life works with, from its first C++ to its end. B's is part of the image.
#pragma once

#include "hibernate/life/life.hpp"
#include "kernel/memory/arena.hpp"
#include "smp/method/handoff.hpp"

struct ImageStore; // hibernate/store/store.hpp

struct Life {
    LifeRecord& record;
    const Options& options;
    const Method& method;
    const ImageStore& store;
    PhysRange slot;
    uint32_t slot_index; // of `slot`, measured: by where this life's instructions are
    Arena& arena;        // the rest of the slot
};
