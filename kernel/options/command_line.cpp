#include "kernel/options/command_line.hpp"

#include <algorithm>

namespace {

struct Word {
    std::string_view whole, key, value;
    bool has_value;
    explicit Word(std::string_view word) : whole(word) {
        const size_t equals = word.find('=');
        has_value = equals != word.npos;
        key = word.substr(0, equals);
        if (has_value) value = word.substr(equals + 1);
    }
};

CommandLineError error_of(const Word& word, const Complaint& complaint) {
    CommandLineError error;
    error.reason.set("{}-option-{}", complaint.kind, word.key);
    error.text.set("{} {}", word.whole, complaint.text.view());
    return error;
}

CommandLineError unknown(const Word& word) {
    Complaint complaint{"unknown", {}};
    complaint.text.set("is unknown");
    return error_of(word, complaint);
}

std::optional<CommandLineError> parse_word(const Word& word, Options& options) {
    const Option* option = find_row(rows<Option>(), word.key);
    if (option == nullptr || (!word.has_value && option->alone.empty())) return unknown(word);
    const auto complaint = option->parse(*option, word.has_value ? word.value : option->alone, options);
    if (complaint) return error_of(word, *complaint);
    return std::nullopt;
}

} // namespace

std::optional<CommandLineError> parse_command_line(std::string_view line, Options& options) {
    options = {};
    for (const Option* o : rows<Option>()) o->parse(*o, o->fallback, options);
    std::optional<CommandLineError> error;
    for_each_word(line, [&](std::string_view text) {
        const Word word(text);
        // Some loaders put the kernel's own file name in front.
        const bool is_first = text.data() == line.data() + std::min(line.find_first_not_of(" \t"), line.size());
        const bool is_file_name = is_first && !word.has_value && text.find('/') != text.npos;
        if (!is_file_name) error = parse_word(word, options);
        return !error;
    });
    return error;
}

void print_options(Text& out, const Options& options) {
    for (const Option* o : rows<Option>()) {
        if (o->print == nullptr) continue;
        format_to(out, " {}=", o->name);
        o->print(*o, out, options);
    }
}

OptionValue::OptionValue(std::string_view name, const Options& options) {
    char buffer[32];
    Text out(buffer);
    const Option* option = find_row(rows<Option>(), name);
    if (option != nullptr && option->print != nullptr) option->print(*option, out, options);
    text_.set("{}", out.view());
}
