// The kernel's command line into Options. Pure, host-tested and fuzzed.
#pragma once

#include <optional>
#include <span>

#include "kernel/options.hpp"
#include "kernel/text.hpp"

struct CommandLineError {
    FixedText<64> reason; // one word with hyphens, for the RESULT line
    FixedText<256> text;  // for a human: names the word and what would be right
};

// nullopt on success. The first wrong word ends it. `methods` are the names that handoff= may have; Options keeps a
// view of one of them, never of the command line.
std::optional<CommandLineError> parse_command_line(std::string_view line, std::span<const std::string_view> methods,
                                                   Options& options);
