#include "boot/refuse_word.hpp"

#include "kernel/options/command_line.hpp"
#include "kernel/report/report.hpp"

void refuse_word(std::string_view story, const Options& options, std::string_view word) {
    Options defaults;
    parse_command_line({}, defaults);
    const OptionValue given(word, options);
    if (given.view() == OptionValue(word, defaults).view()) return;
    FixedText<64> reason;
    FixedText<128> text;
    reason.set("{}-with-{}", story, word);
    text.set("{}={} means nothing with this story: {}", word, given.view(), story);
    report::refuse(reason.view(), text.view());
}
