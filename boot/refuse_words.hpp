// Words that belong to another story than the one that is told.
#pragma once

#include <initializer_list>
#include <string_view>

#include "kernel/options/options.hpp"

// Refuses the command line if one of these options is given and is not its default: nobody may believe that it was
// heeded.
// `story` is the first part of the reason, as in from-linux-with-cycles.
void refuse_words(std::string_view story, const Options& options, std::initializer_list<std::string_view> words);
