#include "boot/refuse_words.hpp"

#include "kernel/options/command_line.hpp"
#include "kernel/report/report.hpp"

void refuse_words(std::string_view story, const Options& options, std::initializer_list<std::string_view> words) {
    Options defaults;
    parse_command_line({}, defaults);
    for (const std::string_view word : words) {
        const OptionValue given(word, options);
        if (given.view() == OptionValue(word, defaults).view()) continue;
        FixedText<64> reason;
        FixedText<128> text;
        reason.set("{}-with-{}", story, word);
        text.set("{}={} means nothing with this story: {}", word, given.view(), story);
        report::refuse(reason.view(), text.view());
    }
}
