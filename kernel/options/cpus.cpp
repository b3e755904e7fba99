// What becomes of SMT siblings, and in which mode local APICs are.
#include "kernel/options/kinds.hpp"

namespace {

constexpr Option with_alone(Option option, std::string_view value) {
    option.alone = value;
    return option;
}

// smt=yes is nosmt=no.
std::optional<Complaint> parse_smt(const Option& self, std::string_view value, Options& into) {
    const auto index = index_of_word(self.values, value);
    if (!index) return option_kind::unknown_word(self.values);
    into.nosmt = *index == 0;
    return std::nullopt;
}

} // namespace

OPTION(offline) = option_kind::choice<&Options::offline>(
    "offline",
    "How soft-offlined siblings sleep in ordinary operation, in A and in B; auto is what Linux does on this CPU.",
    "auto");
OPTION(nosmt) = with_alone(option_kind::choice<&Options::nosmt>("nosmt", "SMT siblings are soft-offlined.", "yes"),
                           "yes");
OPTION(smt) = {
    .name = "smt",
    .text = "SMT siblings stay online: the opposite of nosmt.",
    .values = words_of<bool>.text,
    .fallback = "no",
    .parse = parse_smt,
    .print = nullptr,
    .alone = "yes",
};
OPTION(apic) = option_kind::choice<&Options::apic>(
    "apic", "The mode of every local APIC; as-found is how the firmware left the boot CPU's.", "as-found");
