#include "kernel/report/report.hpp"

#include <utility>

#include "kernel/cpu/cpu_instructions.hpp"
#include "kernel/device/exit.hpp"
#include "kernel/log/panic.hpp"
#include "kernel/options/option.hpp"
#include "kernel/screen/screen.hpp"

namespace {

struct State {
    bool begun = false;
    bool on_screen = false;
    uint32_t checks_printed = 0;
    const Options* options = nullptr; // nullptr until they are known
    void (*epilogue)(Verdict verdict, std::string_view reason) = nullptr;
    Tally cpus, pages, cycles;
};
constinit State state{};

constexpr uint8_t exit_status(Verdict v) {
    switch (v) {
    case Verdict::Recovered: return 0;
    case Verdict::Skipped:
    case Verdict::Unproven: return 77; // nothing was shown
    default: return 1;
    }
}

struct OrUnknown { // "k/n", or "?" while nothing was counted
    FixedText<48> text;
    explicit OrUnknown(Tally t) {
        if (t.all == 0) text.set("?");
        else text.set("{}/{}", t.good, t.all);
    }
    std::string_view view() const { return text.view(); }
};

void begin() {
    if (!state.begun) print("KTAP version 1\n");
    state.begun = true;
}

std::string_view in_words(Verdict v) {
    switch (v) {
    case Verdict::Recovered:
        return state.pages.all == 0 ? "RECOVERED: every cpu answers" : "RECOVERED: every cpu and every page is back";
    case Verdict::Unproven: return "UNPROVEN: the event to survive never came";
    case Verdict::Lost: return "LOST: cpus are missing";
    case Verdict::Corrupted: return "CORRUPTED: memory or a cpu is not as it was";
    case Verdict::Crashed: return "CRASHED: the kernel gave up";
    case Verdict::Refused: return "REFUSED: it could not begin, or the image must not be resumed";
    case Verdict::Skipped: return "SKIPPED: this machine cannot do what was asked";
    }
    return "?";
}

// Before the log's last line, after which an emulator's window may be gone. Once: drawing may itself end in a panic.
void show_on_screen(Verdict verdict, std::string_view detail) {
    if (state.on_screen) return;
    state.on_screen = true;
    const bool neutral = verdict == Verdict::Refused || verdict == Verdict::Skipped || verdict == Verdict::Unproven;
    FixedText<screen::columns> text;
    text.set("cpus {}  pages {}  cycles {}  {}", OrUnknown(state.cpus).view(), OrUnknown(state.pages).view(),
             OrUnknown(state.cycles).view(), detail);
    screen::put_verdict(verdict == Verdict::Recovered ? screen::Tone::Good
                        : neutral                     ? screen::Tone::Neutral
                                                      : screen::Tone::Bad,
                        in_words(verdict), text.view());
}

// Of method=all with no event given: all of them. Its rows have one each.
bool is_of_every_row(const Options& o) { return o.all_rows && o.method == nullptr; }

using Value = FixedText<32>;

Value value_of(std::string_view option, const Options* o) {
    Value value;
    value.set("{}", o == nullptr ? "?" : OptionValue(option, *o).view());
    return value;
}

Value event_of(const Options* o) {
    if (o == nullptr || !is_of_every_row(*o) || o->inject != nullptr) return value_of("inject", o);
    Value all;
    all.set("all");
    return all;
}

Value point_of(const Options* o) {
    if (o != nullptr && !is_of_every_row(*o) && o->inject != nullptr) return value_of("at", o);
    Value value;
    value.set("{}", o == nullptr ? "?" : is_of_every_row(*o) ? "all" : "none");
    return value;
}

void print_result(Verdict verdict, std::string_view reason) {
    const Options* o = state.options;
    print("# RESULT {} method={} offline={} inject={} at={} cpus={} pages={} platform=? boot=? store={} layout={} "
          "cycles={} reason={}\n",
          name_of(verdict), value_of("method", o).view(), value_of("offline", o).view(), event_of(o).view(),
          point_of(o).view(), OrUnknown(state.cpus).view(), OrUnknown(state.pages).view(), value_of("store", o).view(),
          value_of("layout", o).view(), OrUnknown(state.cycles).view(), reason);
}

} // namespace

void report::continue_log() { state.begun = true; }

void report::plan(uint32_t checks) {
    begin();
    print("1..{}\n", checks);
}

bool report::check(bool passed, std::string_view name) {
    print("{} {} - {}\n", passed ? "ok" : "not ok", ++state.checks_printed, name);
    return passed;
}

void report::row(const Options& o, Verdict verdict, std::string_view reason) {
    const bool ran = verdict != Verdict::Skipped;
    print("# ROW method={} inject={} at={} verdict={} cpus={} pages={} reason={}\n", OptionValue("method", o).view(),
          event_of(&o).view(), point_of(&o).view(), name_of(verdict), ran ? OrUnknown(state.cpus).view() : "?",
          ran ? OrUnknown(state.pages).view() : "?", reason);
}

void report::set_options(const Options* options) { state.options = options; }
void report::set_cpus(Tally cpus) { state.cpus = cpus; }
void report::set_pages(Tally pages) { state.pages = pages; }
void report::set_cycles(Tally cycles) { state.cycles = cycles; }

void report::set_epilogue(void (*epilogue)(Verdict verdict, std::string_view reason)) { state.epilogue = epilogue; }

void report::finish(Verdict verdict, std::string_view reason) {
    show_on_screen(verdict, reason);
    print_result(verdict, reason);
    leave_emulator(exit_status(verdict), state.options != nullptr && state.options->exit == AtExit::Reset);
    if (auto* const epilogue = std::exchange(state.epilogue, nullptr)) epilogue(verdict, reason); // once: it may panic
    halt_forever();
}

void report::lose(std::string_view reason) {
    print("# LOST {}\n", reason);
    finish(Verdict::Lost, reason);
}

void report::refuse(std::string_view reason, std::string_view text) {
    begin();
    print("Bail out! {}\n", text);
    show_on_screen(Verdict::Refused, text);
    finish(Verdict::Refused, reason);
}

void report::skip(std::string_view reason, std::string_view text) {
    begin();
    print("1..0 # SKIP {}\n", text);
    show_on_screen(Verdict::Skipped, text);
    finish(Verdict::Skipped, reason);
}

void panic_with(std::string_view reason, std::string_view text) {
    print("\n"); // it may have come in the middle of a line
    begin();     // or before the log
    print("# PANIC {}\n", text);
    show_on_screen(Verdict::Crashed, text);
    report::finish(Verdict::Crashed, reason);
}
