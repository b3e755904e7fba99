// The kernel's command line into Options, and back. Pure, host-tested and fuzzed.
#pragma once

#include "kernel/options/option.hpp"

struct CommandLineError {
    FixedText<64> reason; // one word with hyphens, for the RESULT line
    FixedText<256> text;  // for a human: names the word and what would be right
};

// Every default, and then what the line says. nullopt on success; the first wrong word ends it.
std::optional<CommandLineError> parse_command_line(std::string_view line, Options& options);
// All that is in force, defaults included, as words that parse_command_line() understands: " method=park cycles=1 …"
void print_options(Text& out, const Options& options);
