// method=, and its old name handoff=.
#include "kernel/options/kinds.hpp"
#include "smp/method/method.hpp"

namespace {

constexpr Option any_row = option_kind::row_of_set<&Options::method>(
    "method", "How CPUs wait while the image overwrites A, and how B takes them back; none only asks probes.",
    "all @methods", "park");

std::optional<Complaint> parse(const Option& self, std::string_view value, Options& into) {
    auto wrong = any_row.parse(self, value, into);
    into.all_rows = into.method == nullptr;
    return wrong;
}

constexpr Option make() {
    Option option = any_row;
    option.parse = parse;
    return option;
}

constexpr Option make_old() {
    Option option = make();
    option.name = "handoff";
    option.text = "The old name of method.";
    option.print = nullptr;
    return option;
}

} // namespace

OPTION(method) = make();
OPTION(handoff) = make_old();
