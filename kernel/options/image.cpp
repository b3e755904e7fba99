// Which disk has the image, and what a kernel does that finds one; which store: hibernate/store/options.cpp.
#include "kernel/options/kinds.hpp"

namespace {

constexpr std::string_view any = "any";

std::optional<Complaint> parse_disk(const Option&, std::string_view value, Options& into) {
    const bool named = value.starts_with("nvme") && value.find('n', 4) != value.npos && value.size() <= 16;
    if (!named && value != any) {
        Complaint c{"malformed", {}};
        c.text.set("is not a disk like nvme0n1 (controller 0 in bus order, namespace 1)");
        return c;
    }
    into.disk.set("{}", named ? value : "");
    return std::nullopt;
}

void print_disk(const Option&, Text& out, const Options& from) { out.put(from.disk.empty() ? any : from.disk.view()); }

} // namespace

OPTION(disk) = {
    .name = "disk",
    .text = "Which disk, as nvme0n1: controller 0 in bus order, namespace 1; any is the first with our label.",
    .values = {},
    .fallback = any,
    .parse = parse_disk,
    .print = print_disk,
};
OPTION(resume) = option_kind::choice<&Options::resume>(
    "resume", "What a kernel does with the disk's image: resume a whole one, nothing else, or even a used one.",
    "auto");
