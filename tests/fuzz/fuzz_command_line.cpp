// Any command line is either understood, with every option in its range, or refused in words that fit into the log.
#include "kernel/device/machine.hpp"
#include "kernel/options/command_line.hpp"
#include "tests/fuzz/target.hpp"

namespace {

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
    if (const auto error = parse_command_line(line, o)) {
        require(is_one_word(error->reason.view()) && !error->text.empty());
        return;
    }
    require(o.cycles >= 1 && o.cycles <= 1'000'000 && o.storm >= 1 && o.hold <= 60'000);
    require(o.witness % page_size == 0 && o.witness <= uint64_t{1} << 46);
    // What is in force, written as a command line, is in force again.
    char buffer[1024], again_buffer[1024];
    Text words(buffer), words_again(again_buffer);
    print_options(words, o);
    Options again;
    require(!words.truncated() && !parse_command_line(words.view(), again));
    print_options(words_again, again);
    require(words.view() == words_again.view());
}
