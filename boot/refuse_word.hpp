// Words that belong to another story than the one that is told.
#pragma once

#include "kernel/options/options.hpp"

// Refuses the command line if this option is given and is not its default: nobody may believe that it was heeded.
// `story` is the first part of the reason, as in from-linux-with-cycles.
void refuse_word(std::string_view story, const Options& options, std::string_view word);
