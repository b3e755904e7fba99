#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

#include "smp/method/matrix_rows.hpp"

namespace {

PhysAddr some_word(Cpu&) { return {0x1000}; }

Event event(std::string_view name, Sending sending, bool is_everywhere) {
    Event e{};
    e.name = name;
    e.sending = sending;
    e.is_everywhere = is_everywhere;
    return e;
}

const Event store = event("store", Sending::Store, true), nmi = event("nmi", Sending::Ipi, true),
            smi = event("smi", Sending::Ipi, false);
const Event* const events_here[] = {&nmi, &smi, &store};
const Event *const by_nmi[] = {&nmi}, *const by_nmi_and_smi[] = {&nmi, &smi};

Method method(std::string_view name, Needs needs, std::span<const Event* const> dies_of, bool waits = false) {
    Method m{};
    m.name = name;
    m.needs = needs;
    m.dies_of = dies_of;
    m.wait_word = waits ? some_word : nullptr;
    return m;
}

const Method tough = method("tough", Needs::Nothing, {}, true),
             leaves_a = method("leaves-a", Needs::Text, by_nmi_and_smi),
             gateless = method("gateless", Needs::Nothing, by_nmi),
             doomed =
                 [] {
                     Method m = method("doomed", Needs::Stack, {}, true);
                     m.dies_anyway = true;
                     return m;
                 }(),
             probing = [] {
                 Method m = method("none", Needs::Nothing, {});
                 m.is_probing = true;
                 return m;
             }();
const Method* const methods_here[] = {&doomed, &leaves_a, &probing, &tough, &gateless};

std::vector<MatrixRow> rows_for(const Event* asked) {
    Options options{};
    options.inject = asked;
    std::vector<MatrixRow> rows(max_matrix_rows);
    rows.resize(list_rows(methods_here, events_here, options, rows));
    return rows;
}

TEST(MatrixRows, EveryMethodAgainstEveryEventAtEveryPointOnce) {
    // none + 4 NMI each, and 4 stores where CPUs wait for a word
    EXPECT_EQ(rows_for(nullptr).size(), 4u * 5 + 2 * 4);
    EXPECT_EQ(rows_for(&smi).size(), 4u * 4);
    EXPECT_EQ(rows_for(&store).size(), 2u * 4);
}

TEST(MatrixRows, WhatIsMeantToCrashComesLast) {
    const auto rows = rows_for(nullptr);
    EXPECT_TRUE(std::is_partitioned(rows.begin(), rows.end(), [](const auto& r) { return !is_meant_to_crash(r); }));
    EXPECT_EQ(std::count_if(rows.begin(), rows.end(), is_meant_to_crash), 9 + 3 + 4);
}

TEST(MatrixRows, AnEventHarmsWhatNeedsAOnlyWhenAGoes) {
    EXPECT_FALSE(is_meant_to_crash({&leaves_a, &nmi, InjectAt::Parked}));
    EXPECT_TRUE(is_meant_to_crash({&leaves_a, &nmi, InjectAt::Copied}));
    EXPECT_FALSE(is_meant_to_crash({&leaves_a, &store, InjectAt::Copied}));
    EXPECT_TRUE(is_meant_to_crash({&gateless, &nmi, InjectAt::Parked}));
    EXPECT_TRUE(is_meant_to_crash({&doomed, nullptr, InjectAt::Parked}));
}

TEST(MatrixRows, BetweenInitAndSipiItIsTheEventAloneThatKills) {
    Event fatal = smi;
    fatal.kills_in_init = true;
    for (const Method* m : {&tough, &leaves_a, &gateless}) {
        EXPECT_FALSE(is_meant_to_crash({m, &nmi, InjectAt::InInit})) << m->name;
        EXPECT_TRUE(is_meant_to_crash({m, &fatal, InjectAt::InInit})) << m->name;
    }
    EXPECT_TRUE(is_meant_to_crash({&doomed, &nmi, InjectAt::InInit})); // of the copy, before INIT comes
}

TEST(MatrixRows, BetweenInitAndSipiOnlyWhoIsTakenBySipi) {
    Method taken = tough;
    taken.stop = [](Cpu&) {};
    const Method* const two[] = {&taken, &tough};
    Options options{};
    options.inject = &nmi;
    std::vector<MatrixRow> rows(max_matrix_rows);
    rows.resize(list_rows(two, events_here, options, rows));
    EXPECT_EQ(rows.size(), 5u + 4u);
    for (const MatrixRow& row : rows) {
        EXPECT_TRUE(row.at != InjectAt::InInit || row.method == &taken);
    }
}

TEST(MatrixRows, NoProbes) {
    for (const MatrixRow& row : rows_for(nullptr)) EXPECT_NE(row.method, &probing);
}

TEST(MatrixRows, ALongListIsCutNotOverrun) {
    Options options{};
    std::vector<MatrixRow> rows(7);
    EXPECT_EQ(list_rows(methods_here, events_here, options, rows), 7u);
}

TEST(MatrixRows, ARowKeepsWhatWasAskedForAndBringsItsOwn) {
    Options asked{};
    asked.witness = 12345;
    const Options o = options_of(asked, {&tough, &nmi, InjectAt::Copied});
    EXPECT_EQ(o.method, &tough);
    EXPECT_EQ(o.inject, &nmi);
    EXPECT_EQ(o.at, InjectAt::Copied);
    EXPECT_EQ(o.witness, 12345u);
}

} // namespace
