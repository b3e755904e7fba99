#include <gtest/gtest.h>

#include <vector>

#include "smp/method/row_results.hpp"

namespace {

Event event(std::string_view name) {
    Event e{};
    e.name = name;
    return e;
}
Method method(std::string_view name) {
    Method m{};
    m.name = name;
    return m;
}
const Event nmi = event("nmi"), store = event("store");
const Event* const events_here[] = {&nmi, &store};
const Method park = method("park"), hlt = method("hlt"), absent = method("absent");

// What is meant to crash comes last, as list_rows() has it.
const std::vector<MatrixRow> some_rows = {
    {&park, nullptr, InjectAt::Parked}, {&park, &nmi, InjectAt::Parked},   {&park, &nmi, InjectAt::Copying},
    {&park, &nmi, InjectAt::Copied},    {&hlt, nullptr, InjectAt::Parked}, {&hlt, &nmi, InjectAt::Parked},
    {&park, &nmi, InjectAt::Reclaim},   {&hlt, &nmi, InjectAt::Copied},
};
const std::vector<char> some_letters = {'r', 'r', 'u', 'r', 'r', 'r', 'x', 'm'};

std::string line(const Method& m) {
    char buffer[128];
    Text out(buffer);
    RowGrid(some_rows, some_letters).put_line(out, m, events_here);
    return std::string(out.view());
}

TEST(RowGrid, HasThePointsInTheirOrderWhereverTheRowsLie) {
    EXPECT_EQ(line(park), "method=park none=r nmi=rurx");
    EXPECT_EQ(line(hlt), "method=hlt none=r nmi=rm");
}

TEST(RowGrid, KnowsWhatItHas) {
    const RowGrid grid(some_rows, some_letters);
    EXPECT_TRUE(grid.has(park));
    EXPECT_FALSE(grid.has(absent));
    EXPECT_TRUE(grid.has(&nmi));
    EXPECT_FALSE(grid.has(&store));
    EXPECT_TRUE(grid.cell(park, &store).empty());
}

TEST(RowGrid, TellsVerdictsApart) {
    const Verdict all[] = {Verdict::Recovered, Verdict::Unproven, Verdict::Lost,
                           Verdict::Corrupted, Verdict::Crashed,  Verdict::Refused};
    std::string letters;
    for (const Verdict v : all) letters += letter_of(v, "any-reason");
    EXPECT_EQ(letters, "rulcxo");
    EXPECT_EQ(letter_of(Verdict::Skipped, why_meant_to_crash), 'm');
    EXPECT_EQ(letter_of(Verdict::Skipped, why_method_unusable), 'n');
    EXPECT_EQ(letter_of(Verdict::Skipped, why_event_impossible), 'e');
}

} // namespace
