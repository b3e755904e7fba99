// The log as an interface (docs/log.md): KTAP checks with numbers that go on across lives, and the RESULT line.
//
// Boot CPU only. All state is in .bss: it belongs to the life that prints and, for B, is part of the image, which is
// how check numbers survive the resume.
#pragma once

#include "kernel/base/tally.hpp"
#include "kernel/log/print.hpp"
#include "kernel/options/options.hpp"

// Of a story that came to its checks, the worse the later: recovered, unproven (what it was to survive never came),
// lost, corrupted.
enum class Verdict : uint8_t { Recovered, Unproven, Lost, Corrupted, Crashed, Refused, Skipped };

constexpr std::string_view name_of(Verdict v) {
    switch (v) {
    case Verdict::Recovered: return "recovered";
    case Verdict::Unproven: return "unproven";
    case Verdict::Lost: return "lost";
    case Verdict::Corrupted: return "corrupted";
    case Verdict::Crashed: return "crashed";
    case Verdict::Refused: return "refused";
    case Verdict::Skipped: return "skipped";
    }
    return "?";
}

namespace report {

// Prints the version line and the plan: B's first life.
void plan(uint32_t checks);
// The log was begun by another life: a refusal prints no version line.
void continue_log();
// `ok n - name` or `not ok n - name`; returns `passed`.
bool check(bool passed, std::string_view name);

// The facts of the RESULT line, as they become known.
void set_options(const Options* options); // which must live as long as the life
void set_cpus(Tally cpus);
void set_pages(Tally pages);
void set_cycles(Tally cycles);

// One row of method=all: `# ROW method=… inject=… at=… verdict=…`.
void row(const Options& options, Verdict verdict, std::string_view reason);

// What a machine that nobody ends does when all is said, in place of halting; nullptr: nothing.
void set_epilogue(void (*epilogue)(Verdict verdict, std::string_view reason));
// Prints `# RESULT …`, tells the emulator, halts. `reason` is one word with hyphens.
[[noreturn]] void finish(Verdict verdict, std::string_view reason);
// CPUs are missing, which no check has seen, as the story cannot go on to its checks: `# LOST <reason>`.
[[noreturn]] void lose(std::string_view reason);
// The same for a story that may not begin or go on: `Bail out! <text>`.
[[noreturn]] void refuse(std::string_view reason, std::string_view text);
// `1..0 # SKIP <text>`: this machine cannot do what was asked.
[[noreturn]] void skip(std::string_view reason, std::string_view text);

} // namespace report
