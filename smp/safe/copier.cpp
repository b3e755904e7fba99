#include "smp/safe/copier.hpp"

#include "smp/safe/safe_pages.hpp"

extern "C" const char copier_entry[]; // smp/safe/copier.asm

void copier::start(const Work& work) {
    CopierOrders& o = safe_pages().control().orders;
    o.steps = static_cast<uint32_t>(direct_map_inverse(safe_pages().steps().data()).value);
    o.step_count = static_cast<uint32_t>(work.steps);
    o.copy_by = work.by;
    o.landing_cr3 = static_cast<uint32_t>(work.landing.page_tables.value);
    o.landing = work.landing.address;
    o.landing_argument[0] = work.landing.arguments[0];
    o.landing_argument[1] = work.landing.arguments[1];
    o.helpers_limit = work.helpers_limit.value;
    o.event_here = work.on_the_way.event_here;
    o.event_when_left = static_cast<uint32_t>(work.on_the_way.event);
    o.announce_when_left = static_cast<uint32_t>(work.on_the_way.announcement);
    Text last_words(std::span(o.last_words).first(sizeof(o.last_words) - 1));
    last_words.put("# copier: a cpu that helps did not end its piece: the copy ends here\n");
    enter_safe_code(boot_cpu(), copier_entry);
}
