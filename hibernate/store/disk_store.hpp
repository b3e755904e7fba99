// store=nvme: the image in the RAM store goes to a disk before the machine is switched off, and comes back from it into
// the RAM store; judging and restoring are the same as for store=ram.
#pragma once

#include "hibernate/story.hpp"

namespace disk_store {

// Is there an image to resume? Looks at the disk's headers only. Boot CPU of a life that a loader started.
struct Look {
    enum class Answer { Fresh, Resume, Refuse } answer = Answer::Fresh;
    Refusal reason;
    bool begun_by_b = false; // there is an image, whole or not, so the log of this story has begun in another life
    FixedText<96> found;     // which disk, and what is on it
};
// On Resume the record describes the image's A: placement, nonce and generation are the image's.
Look look(Life& life);

// Writes the image in the store, computing its checksums while the disk works, and commits it. Boot CPU of B.
Refusal save(Life& life);
// Reads it into the store and compares its checksums while the disk works. Boot CPU of A.
Refusal load(Life& life);
// From now on it is not resumed again; the last thing A does before the first CPU leaves. The controller is left reset.
Refusal mark_used(Life& life);

} // namespace disk_store
