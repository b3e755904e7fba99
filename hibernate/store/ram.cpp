// store=ram: the image stays in memory that neither kernel uses, and B starts A by itself, as kexec does.
#include "hibernate/store/store.hpp"
#include "smp/parallel_hash.hpp"

namespace {

FoundImage find(Life&) { return {}; } // memory forgets what a loader did not start

Refusal save(Life& life) {
    finish_image(life, true);
    return {};
}

Refusal load(Life& life) {
    const Refusal no = judge_own_header(life);
    const bool judged = !no.empty() || life.options.fault == Fault::Unchecked;
    return judged ? no : judge_payload(image_of(life), parallel_chunked_hash);
}

Refusal mark_used(Life&) { return {}; } // it is overwritten by the next one

} // namespace

STORE(ram) = {
    .name = "ram",
    .text = "Memory that neither kernel uses; B starts A by itself.",
    .outlives_power = false,
    .find = find,
    .save = save,
    .load = load,
    .mark_used = mark_used,
};
