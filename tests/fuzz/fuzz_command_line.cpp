// Any command line is either understood, with every option in its range, or refused in words that fit into the log.
#include "boot/command_line.hpp"
#include "kernel/device/machine.hpp"
#include "tests/fuzz/target.hpp"

namespace {

constexpr std::string_view methods[] = {"hlt", "park", "park,noidt"}, probes[] = {"tsc"};

bool is_one_word(std::string_view text) {
    return text.find_first_of(std::string_view(" \t\n\r\0", 5)) == text.npos && !text.empty();
}

} // namespace

std::vector<ByteBuilder> seeds() {
    std::vector<ByteBuilder> all;
    for (const char* line :
         {"method=park,noidt offline=hlt layout=same cycles=7 witness=1G inject=nmi at=copied storm=1000",
          "/boot/handoff.elf hold=0 fault=lose-cpu store=nvme disk=nvme1n2 resume=again", "probe=tsc smt apic=x2apic",
          "nosmt exit=reset witness=99K", "cycles=18446744073709551616", "=x", "witness="})
        all.push_back(ByteBuilder().text(line));
    return all;
}

void examine(std::span<const std::byte> input) {
    Machine machine;
    if (!machine.set_command_line({reinterpret_cast<const char*>(input.data()), input.size()}).empty()) return;
    const std::string_view line = machine.command_line.view();
    require(line.size() == input.size() && line.find('\n') == line.npos);
    Options o;
    if (const auto error = parse_command_line(line, {methods, probes}, o)) {
        require(is_one_word(error->reason.view()) && !error->text.empty());
        return;
    }
    require(o.cycles >= 1 && o.cycles <= 1'000'000 && o.storm >= 1 && o.hold <= 60'000);
    require(o.witness % page_size == 0 && o.witness <= uint64_t{1} << 46);
    // Options must not point into the command line, which dies with its life.
    const auto is_in_line = [&](std::string_view s) {
        return !s.empty() && s.data() >= line.data() && s.data() < line.data() + line.size();
    };
    require(!is_in_line(o.method) && !is_in_line(o.probe));
}
