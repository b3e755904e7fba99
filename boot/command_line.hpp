// The kernel's command line into Options. Pure, host-tested and fuzzed.
#pragma once

#include <optional>
#include <span>

#include "kernel/base/text.hpp"
#include "kernel/options/options.hpp"

struct CommandLineError {
    FixedText<64> reason; // one word with hyphens, for the RESULT line
    FixedText<256> text;  // for a human: names the word and what would be right
};

// The names that method= and probe= may have. Options keeps views of these, never of the command line.
struct KnownNames {
    std::span<const std::string_view> methods, probes;
};

// nullopt on success. The first wrong word ends it.
std::optional<CommandLineError> parse_command_line(std::string_view line, const KnownNames& known, Options& options);
