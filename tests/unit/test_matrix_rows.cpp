#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

#include "smp/method/matrix_rows.hpp"

namespace {

PhysAddr some_word(Cpu&) { return {0x1000}; }

Method method(std::string_view name, Needs needs, Death dies_of, bool waits = false) {
    Method m{};
    m.name = name;
    m.needs = needs;
    m.dies_of = dies_of;
    m.wait_word = waits ? some_word : nullptr;
    return m;
}

const Method tough = method("tough", Needs::Nothing, Death::Nothing, true),
             leaves_a = method("leaves-a", Needs::Text, Death::Nmi | Death::Smi),
             gateless = method("gateless", Needs::Nothing, Death::Nmi),
             doomed = method("doomed", Needs::Stack, Death::Anyway, true), probing = [] {
                 Method m = method("none", Needs::Nothing, Death::Nothing);
                 m.is_probing = true;
                 return m;
             }();
const Method* const methods_here[] = {&doomed, &leaves_a, &probing, &tough, &gateless};

std::vector<MatrixRow> rows_for(Inject asked) {
    Options options{};
    options.inject = asked;
    std::vector<MatrixRow> rows(max_matrix_rows);
    rows.resize(list_rows(methods_here, options, rows));
    return rows;
}

TEST(MatrixRows, EveryMethodAgainstEveryEventAtEveryPointOnce) {
    // none + 4 NMI each, and 4 stores where CPUs wait for a word
    EXPECT_EQ(rows_for(Inject::None).size(), 4u * 5 + 2 * 4);
    EXPECT_EQ(rows_for(Inject::Smi).size(), 4u * 4);
    EXPECT_EQ(rows_for(Inject::Store).size(), 2u * 4);
}

TEST(MatrixRows, WhatIsMeantToCrashComesLast) {
    const auto rows = rows_for(Inject::None);
    EXPECT_TRUE(std::is_partitioned(rows.begin(), rows.end(), [](const auto& r) { return !is_meant_to_crash(r); }));
    EXPECT_EQ(std::count_if(rows.begin(), rows.end(), is_meant_to_crash), 9 + 3 + 4);
}

TEST(MatrixRows, AnEventHarmsWhatNeedsAOnlyWhenAGoes) {
    EXPECT_FALSE(is_meant_to_crash({&leaves_a, Inject::Nmi, InjectAt::Parked}));
    EXPECT_TRUE(is_meant_to_crash({&leaves_a, Inject::Nmi, InjectAt::Copied}));
    EXPECT_FALSE(is_meant_to_crash({&leaves_a, Inject::Store, InjectAt::Copied}));
    EXPECT_TRUE(is_meant_to_crash({&gateless, Inject::Nmi, InjectAt::Parked}));
    EXPECT_TRUE(is_meant_to_crash({&doomed, Inject::None, InjectAt::Parked}));
}

TEST(MatrixRows, NoProbes) {
    for (const MatrixRow& row : rows_for(Inject::None)) EXPECT_NE(row.method, &probing);
}

TEST(MatrixRows, ALongListIsCutNotOverrun) {
    Options options{};
    std::vector<MatrixRow> rows(7);
    EXPECT_EQ(list_rows(methods_here, options, rows), 7u);
}

TEST(MatrixRows, ARowKeepsWhatWasAskedForAndBringsItsOwn) {
    Options asked{};
    asked.witness = 12345;
    const Options o = options_of(asked, {&tough, Inject::Nmi, InjectAt::Copied});
    EXPECT_EQ(o.method, &tough);
    EXPECT_EQ(o.inject, Inject::Nmi);
    EXPECT_EQ(o.at, InjectAt::Copied);
    EXPECT_EQ(o.witness, 12345u);
}

} // namespace
