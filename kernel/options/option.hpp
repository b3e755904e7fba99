// One word of the command line: what it is called, may be, is by default, and where it goes. Each is one row, beside
// what it is about: kernel/options/, smp/method/, smp/event/, smp/probe/. docs/running.md has them all.
#pragma once

#include <optional>

#include "kernel/base/rows.hpp"
#include "kernel/options/options.hpp"

// What is wrong with a value.
struct Complaint {
    std::string_view kind; // "unknown" or "malformed": the first word of RESULT's reason
    FixedText<192> text;   // goes on after the word: "is not a number from 1 to 5"
};

struct Option {
    std::string_view name;
    std::string_view text;
    // Its words, separated by blanks; @methods, @events, @probes, @stores stand for the names of a set. Empty: a
    // number, a size, a name of something outside.
    std::string_view values;
    std::string_view fallback; // the default, as it would be written; it is nowhere else
    std::optional<Complaint> (*parse)(const Option& self, std::string_view value, Options& into);
    // The value in force, as it would be written. Null: only another word for an option that prints itself.
    void (*print)(const Option& self, Text& out, const Options& from);
    std::string_view alone = {}; // the value that the name means without "=value"; empty: it means nothing
};
// scripts/handoff/run/names.py reads an option's words and default, and whether it prints itself.
static_assert(offsetof(Option, values) == 2 * sizeof(std::string_view) &&
              offsetof(Option, fallback) == 3 * sizeof(std::string_view) &&
              offsetof(Option, print) == 4 * sizeof(std::string_view) + sizeof(void*));
ROW_SET(Option, options)
#define OPTION(id) ROW(Option, options, id, option_##id)

// The value in force of the option of this name, for a line of the log.
class OptionValue {
  public:
    OptionValue(std::string_view name, const Options& options);
    std::string_view view() const { return text_.view(); }

  private:
    FixedText<32> text_;
};
