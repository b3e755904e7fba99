#include "boot/command_line.hpp"

#include <algorithm>
#include <limits>

namespace {

template <typename T>
struct Choice {
    std::string_view name;
    T value;
};

constexpr Choice<OfflineMode> offline_modes[] = {{"mwait", OfflineMode::Mwait}, {"hlt", OfflineMode::Hlt}};
constexpr Choice<Layout> layouts[] = {{"other", Layout::Other}, {"same", Layout::Same}};
constexpr Choice<ApicMode> apic_modes[] = {{"xapic", ApicMode::XApic}, {"x2apic", ApicMode::X2Apic}};
constexpr Choice<bool> yes_or_no[] = {{"yes", true}, {"no", false}};
constexpr Choice<bool> exits[] = {{"halt", false}, {"reset", true}};
constexpr Choice<Store> stores[] = {{"ram", Store::Ram}, {"nvme", Store::Nvme}};
constexpr Choice<Resume> resumes[] = {{"auto", Resume::Auto}, {"only", Resume::Only}, {"again", Resume::Again}};
constexpr Choice<Inject> injections[] = {
    {"none", Inject::None}, {"store", Inject::Store}, {"nmi", Inject::Nmi}, {"smi", Inject::Smi}, {"mce", Inject::Mce},
};
constexpr Choice<InjectAt> injection_points[] = {
    {"parked", InjectAt::Parked},
    {"copying", InjectAt::Copying},
    {"copied", InjectAt::Copied},
    {"reclaim", InjectAt::Reclaim},
};
constexpr Choice<Fault> faults[] = {
    {"header", Fault::Header},          {"extent", Fault::Extent},    {"page", Fault::Page},
    {"checksum", Fault::Checksum},      {"nonce", Fault::Nonce},      {"build", Fault::Build},
    {"skip-extent", Fault::SkipExtent}, {"lose-cpu", Fault::LoseCpu}, {"spin", Fault::Spin},
    {"unchecked", Fault::Unchecked},    {"unready", Fault::Unready},
};

class Parser {
  public:
    Parser(const KnownNames& known, Options& options) : known_(known), options_(options) {}

    std::optional<CommandLineError> parse(std::string_view line) {
        for (bool first = true; !error_; first = false) {
            line.remove_prefix(std::min(line.find_first_not_of(" \t"), line.size()));
            if (line.empty()) break;
            const auto word = line.substr(0, line.find_first_of(" \t"));
            line.remove_prefix(word.size());
            const bool file_name = first && word.find('=') == word.npos && word.find('/') != word.npos;
            if (!file_name) parse_word(word);
        }
        return error_;
    }

  private:
    void parse_word(std::string_view word) {
        word_ = word;
        const size_t equals = word.find('=');
        key_ = word.substr(0, equals);
        value_ = equals == word.npos ? std::string_view{} : word.substr(equals + 1);
        if (word == "nosmt") options_.nosmt = true;
        else if (word == "smt") options_.nosmt = false;
        else if (equals == word.npos) fail("unknown", "is unknown");
        else if (key_ == "method") choose_method();
        else if (key_ == "probe") choose_name(known_.probes, options_.probe);
        else if (key_ == "offline") choose(offline_modes, options_.offline);
        else if (key_ == "layout") choose(layouts, options_.layout);
        else if (key_ == "apic") choose(apic_modes, options_.apic);
        else if (key_ == "fault") choose(faults, options_.fault);
        else if (key_ == "crash") choose(yes_or_no, options_.crash);
        else if (key_ == "exit") choose(exits, options_.reset_at_exit);
        else if (key_ == "store") choose(stores, options_.store);
        else if (key_ == "resume") choose(resumes, options_.resume);
        else if (key_ == "disk") parse_disk();
        else if (key_ == "cycles") parse_count(options_.cycles, 1, 1'000'000);
        else if (key_ == "inject") choose(injections, options_.inject);
        else if (key_ == "at") choose(injection_points, options_.at);
        else if (key_ == "storm") parse_count(options_.storm, 1, 1'000'000);
        else if (key_ == "hold") parse_count(options_.hold, 0, 60'000);
        else if (key_ == "dwell") parse_count(options_.dwell, 1, 86'400);
        else if (key_ == "witness") parse_size(options_.witness);
        else fail("unknown", "is unknown");
    }

    void choose_method() {
        constexpr std::string_view all = "all";
        options_.all_rows = value_ == all;
        if (options_.all_rows) options_.method = all;
        else choose_name(known_.methods, options_.method);
    }

    void choose_name(std::span<const std::string_view> names, std::string_view& out) {
        const auto found = std::find(names.begin(), names.end(), value_);
        if (found != names.end()) out = *found;
        else known_list([&](auto add) { std::for_each(names.begin(), names.end(), add); });
    }

    template <typename T, size_t N>
    void choose(const Choice<T> (&choices)[N], T& out) {
        for (const auto& c : choices) {
            if (c.name != value_) continue;
            out = c.value;
            return;
        }
        known_list([&](auto add) { std::for_each(choices, choices + N, [&](const auto& c) { add(c.name); }); });
    }

    template <typename ForEach>
    void known_list(ForEach for_each) {
        char buffer[160];
        Text known(buffer);
        for_each([&](std::string_view name) { format_to(known, " {}", name); });
        FixedText<192> text;
        text.set("is unknown, known:{}", known.view());
        fail("unknown", text.view());
    }

    // Digits only, no sign, no overflow; nullopt otherwise.
    static std::optional<uint64_t> number(std::string_view digits) {
        uint64_t value = 0;
        if (digits.empty()) return std::nullopt;
        for (const char c : digits) {
            if (c < '0' || c > '9') return std::nullopt;
            const auto digit = static_cast<uint64_t>(c - '0');
            if (value > (std::numeric_limits<uint64_t>::max() - digit) / 10) return std::nullopt;
            value = value * 10 + digit;
        }
        return value;
    }

    void parse_count(uint32_t& out, uint32_t least, uint32_t most) {
        const auto value = number(value_);
        if (value && *value >= least && *value <= most) {
            out = static_cast<uint32_t>(*value);
            return;
        }
        FixedText<64> text;
        text.set("is not a number from {} to {}", least, most);
        fail("malformed", text.view());
    }

    void parse_disk() {
        if (value_.starts_with("nvme") && value_.find('n', 4) != value_.npos && value_.size() <= 16)
            options_.disk.set("{}", value_);
        else fail("malformed", "is not a disk like nvme0n1 (controller 0 in bus order, namespace 1)");
    }

    void parse_size(uint64_t& out) {
        const size_t suffix = value_.empty() ? std::string_view::npos : std::string_view("KMG").find(value_.back());
        const unsigned shift = suffix == std::string_view::npos ? 0 : 10 * (static_cast<unsigned>(suffix) + 1);
        const auto value = number(value_.substr(0, value_.size() - (shift != 0)));
        constexpr uint64_t most = uint64_t{1} << 46; // more than any machine has, and far from overflow
        if (value && *value <= most >> shift) out = align_up(*value << shift, page_size);
        else fail("malformed", "is not a size like 16M (bytes, or with K, M or G)");
    }

    void fail(std::string_view kind, std::string_view what) {
        error_.emplace();
        error_->reason.set("{}-option-{}", kind, key_);
        error_->text.set("{} {}", word_, what);
    }

    const KnownNames& known_;
    Options& options_;
    std::string_view word_, key_, value_;
    std::optional<CommandLineError> error_;
};

} // namespace

std::optional<CommandLineError> parse_command_line(std::string_view line, const KnownNames& known, Options& options) {
    return Parser(known, options).parse(line);
}
