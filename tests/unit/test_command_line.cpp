#include <gtest/gtest.h>

#include "hibernate/store/store.hpp"
#include "kernel/options/command_line.hpp"
#include "smp/method/method.hpp"
#include "smp/probe/probe.hpp"

namespace {

struct Parsed {
    Options options;
    std::optional<CommandLineError> error;
    explicit Parsed(std::string_view line) { error = parse_command_line(line, options); }
    std::string text() const { return error ? std::string(error->text.view()) : ""; }
};

TEST(CommandLine, EmptyIsTheDefaults) {
    const Parsed p("");
    EXPECT_FALSE(p.error);
    EXPECT_EQ(p.options.method->name, "park");
    EXPECT_TRUE(p.options.nosmt);
    EXPECT_EQ(p.options.witness, 16u << 20);
}

TEST(CommandLine, EveryWordIsUnderstood) {
    const Parsed p(
        "method=park,noidt offline=hlt layout=same cycles=7 witness=1G inject=nmi at=copied storm=1000 hold=0 "
        "fault=lose-cpu store=nvme disk=nvme1n2 resume=again probe=tsc apic=x2apic smt exit=reset");
    ASSERT_FALSE(p.error) << p.text();
    const Options& o = p.options;
    EXPECT_EQ(o.method->name, "park,noidt");
    EXPECT_EQ(o.offline, OfflineMode::Hlt);
    EXPECT_EQ(o.layout, Layout::Same);
    EXPECT_EQ(o.cycles, 7u);
    EXPECT_EQ(o.witness, 1u << 30);
    EXPECT_EQ(o.inject->name, "nmi");
    EXPECT_EQ(o.at, InjectAt::Copied);
    EXPECT_EQ(o.storm, 1000u);
    EXPECT_EQ(o.hold, 0u);
    EXPECT_EQ(o.fault, Fault::LoseCpu);
    EXPECT_EQ(o.store->name, "nvme");
    EXPECT_EQ(o.disk.view(), "nvme1n2");
    EXPECT_EQ(o.resume, Resume::Again);
    EXPECT_EQ(o.probe->name, "tsc");
    EXPECT_EQ(o.apic, ApicMode::X2Apic);
    EXPECT_FALSE(o.nosmt);
    EXPECT_EQ(o.exit, AtExit::Reset);
}

TEST(CommandLine, AllMethodsIsNoMethodAndTheLastWordWins) {
    EXPECT_TRUE(Parsed("method=all crash=yes").options.all_rows);
    EXPECT_TRUE(Parsed("method=all crash=yes").options.crash);
    EXPECT_FALSE(Parsed("method=all method=hlt").options.all_rows);
    EXPECT_NE(Parsed("method=al").text(), "");
}

TEST(CommandLine, NosmtIsAWordAndSmtItsOpposite) {
    EXPECT_FALSE(Parsed("smt").options.nosmt);
    EXPECT_TRUE(Parsed("smt nosmt").options.nosmt);
    EXPECT_FALSE(Parsed("nosmt=no").options.nosmt);
    EXPECT_EQ(Parsed("smt=maybe").text(), "smt=maybe is unknown, known: no yes");
    EXPECT_EQ(Parsed("cycles").text(), "cycles is unknown");
}

TEST(CommandLine, NoRowIsNamedByItsWordOnly) {
    EXPECT_EQ(Parsed("inject=none").options.inject, nullptr);
    EXPECT_EQ(Parsed("inject=@events").text(), "inject=@events is unknown, known: none nmi");
    EXPECT_EQ(Parsed("store=@stores").text(), "store=@stores is unknown, known: nvme ram");
    EXPECT_EQ(Parsed("store=").text(), "store= is unknown, known: nvme ram");
}

TEST(CommandLine, EveryDefaultIsAValueThatTheOptionTakes) {
    for (const Option* o : rows<Option>()) {
        Options options{};
        EXPECT_FALSE(o->parse(*o, o->fallback, options)) << o->name << "=" << o->fallback;
    }
}

TEST(CommandLine, TheOldNameOfMethodStaysUnderstood) {
    EXPECT_EQ(Parsed("handoff=hlt").options.method->name, "hlt");
    EXPECT_TRUE(Parsed("handoff=all").options.all_rows);
    EXPECT_EQ(Parsed("handoff=nonsense").error->reason.view(), "unknown-option-handoff");
}

std::string printed(const Options& options) {
    char buffer[1024];
    Text out(buffer);
    print_options(out, options);
    return std::string(out.view());
}

TEST(CommandLine, WhatIsInForceIsPrintedAsACommandLine) {
    EXPECT_EQ(
        printed(Parsed("").options),
        " apic=as-found at=parked crash=no cycles=1 disk=any dwell=1 exit=halt fault=none from=none hold=20"
        " inject=none layout=other method=park nosmt=yes offline=auto probe=harmless resume=auto store=ram storm=1"
        " to=none witness=16777216");
    const std::string changed = printed(Parsed("method=all smt witness=1G disk=nvme1n2 probe=tsc").options);
    EXPECT_NE(changed.find(" method=all nosmt=no "), changed.npos);
    EXPECT_NE(changed.find(" disk=nvme1n2 "), changed.npos);
    EXPECT_EQ(printed(Parsed(changed).options), changed);
}

TEST(CommandLine, EveryOptionIsDocumentedAndUnderstandsItsDefault) {
    for (const Option* option : rows<Option>()) {
        EXPECT_TRUE(option->text.ends_with('.')) << option->name;
        EXPECT_EQ(find_row(rows<Option>(), option->name), option) << "two options of one name";
        const std::string word = std::string(option->name) + "=" + std::string(option->fallback);
        EXPECT_FALSE(Parsed(word).error) << word;
        EXPECT_EQ(printed(Parsed(word).options), printed(Parsed("").options)) << word;
    }
}

TEST(CommandLine, ALoadersFileNameInFrontIsSkippedAndOnlyThere) {
    EXPECT_FALSE(Parsed("/boot/handoff.elf method=hlt").error);
    EXPECT_EQ(Parsed("method=hlt /boot/handoff.elf").text(), "/boot/handoff.elf is unknown");
    EXPECT_EQ(Parsed("handoff.elf").text(), "handoff.elf is unknown");
}

TEST(CommandLine, WhatIsWrongIsNamed) {
    EXPECT_EQ(Parsed("frob").text(), "frob is unknown");
    EXPECT_EQ(Parsed("frob=1").text(), "frob=1 is unknown");
    EXPECT_EQ(Parsed("method=nonsense").text(), "method=nonsense is unknown, known: all hlt park park,noidt");
    EXPECT_EQ(Parsed("method=").text(), "method= is unknown, known: all hlt park park,noidt");
    EXPECT_EQ(Parsed("cycles=0").text(), "cycles=0 is not a number from 1 to 1000000");
    EXPECT_EQ(Parsed("hold=-1").text(), "hold=-1 is not a number from 0 to 60000");
    EXPECT_EQ(Parsed("cycles=99999999999999999999999").text(),
              "cycles=99999999999999999999999 is not a number from 1 to 1000000");
    EXPECT_EQ(Parsed("=x").text(), "=x is unknown");
    EXPECT_EQ(Parsed("method=hlt frob").error->reason.view(), "unknown-option-frob");
}

TEST(CommandLine, SizesHaveSuffixesAndAreWholePages) {
    EXPECT_EQ(Parsed("witness=0").options.witness, 0u);
    EXPECT_EQ(Parsed("witness=1").options.witness, page_size);
    EXPECT_EQ(Parsed("witness=4K").options.witness, 4096u);
    for (const char* bad : {"witness=", "witness=K", "witness=1X", "witness=1KK", "witness=-1", "witness=99999999G"})
        EXPECT_TRUE(Parsed(bad).error) << bad;
}

TEST(CommandLine, BlanksSeparateAndTheLastWordWins) {
    const Parsed p("  \t method=hlt\t\tmethod=park  ");
    EXPECT_FALSE(p.error);
    EXPECT_EQ(p.options.method->name, "park");
}

TEST(CommandLine, ReasonsStayOneWordHoweverLongOrStrangeTheKey) {
    for (const std::string& word :
         {std::string(1024, 'x'), std::string("\xc3\xa9t\xc3\xa9=1"), std::string("\xff\xfe=")}) {
        const Parsed p(word);
        ASSERT_TRUE(p.error);
        EXPECT_TRUE(p.error->reason.view().starts_with("unknown-option-"));
        EXPECT_EQ(p.error->reason.view().find_first_of(" \t\n"), std::string_view::npos);
    }
}

TEST(CommandLine, AKilobyteOfWordsIsReadToItsEnd) {
    std::string line;
    while (line.size() < 1015) line += "smt ";
    EXPECT_EQ(Parsed(line + "cycles=9").options.cycles, 9u);
}

} // namespace
