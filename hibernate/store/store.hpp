// Where the image waits between B's two lives. Each store is one file in this folder, which is its row too.
//
// B has written its image into the RAM store (hibernate/image/snapshot.hpp) when save() is called, and A finds it
// there when load() has returned: judging and restoring know nothing of stores.
#pragma once

#include "hibernate/image/image.hpp"
#include "hibernate/life/this_life.hpp"
#include "kernel/base/rows.hpp"

// What a life that a loader started finds in the store before it does anything else.
struct FoundImage {
    enum class Answer { Nothing, Resume, Refuse } answer = Answer::Nothing;
    Refusal reason;            // of Refuse
    bool begun_by_b = false;   // there is an image, whole or not, so the log of this story has begun in another life
    FixedText<96> description; // which disk, and what is on it; empty: nothing was looked at
    // Of Resume: what B said of itself.
    Placement placement;
    uint64_t nonce = 0;
    uint32_t generation = 0;
};

struct ImageStore {
    std::string_view name; // store=
    std::string_view text;
    bool outlives_power; // B switches the machine off when it has saved; else it starts A itself
    // Looks, and changes nothing, in memory or in the store. Boot CPU, before any other CPU runs.
    FoundImage (*find)(Life& life);
    // Completes the image with its checksums, and brings it where it survives. Boot CPU of B, all others parked.
    Refusal (*save)(Life& life);
    // Brings it back and looks at all of it: header, and every page's checksum. Boot CPU of A.
    Refusal (*load)(Life& life);
    // From now on it is not resumed again; the last thing A does before the first CPU leaves.
    Refusal (*mark_used)(Life& life);
};
ROW_SET(ImageStore, stores)
#define STORE(id) ROW(ImageStore, stores, id, store_##id)

// The life that found an image becomes the A that resumes it: the record is as if B had left it.
void adopt(LifeRecord& record, const FoundImage& found, Layout layout);

// For stores. The image in the RAM store; a header that lies about its size gets no more than the store holds.
std::span<const std::byte> image_of(const Life& life);
// Holds its header against this machine; does not look at the payload.
Refusal judge_own_header(Life& life);
// The image is whole and sealed, and damaged if fault= wants it. `now`: its checksums are computed here; else they
// are while it is saved.
void finish_image(Life& life, bool now);
