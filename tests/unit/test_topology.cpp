#include <gtest/gtest.h>

#include <map>

#include "smp/topology.hpp"

namespace {

// A machine is what its CPUID says.
std::map<std::pair<uint32_t, uint32_t>, CpuidResult> leaves;
CpuidResult fake_cpuid(uint32_t leaf, uint32_t subleaf) {
    const auto found = leaves.find({leaf, subleaf});
    return found == leaves.end() ? CpuidResult{} : found->second;
}
unsigned bits_of(decltype(leaves) machine) {
    leaves = std::move(machine);
    return topology::smt_bits(fake_cpuid);
}

TEST(Topology, IntelLeafB) {
    EXPECT_EQ(bits_of({{{0, 0}, {0x16, 0, 0, 0}}, {{0xb, 0}, {1, 2, 0x100, 0}}, {{0xb, 1}, {4, 8, 0x201, 0}}}), 1u);
}

TEST(Topology, Leaf1FComesFirstAndAnEmptyOneIsSkipped) {
    EXPECT_EQ(bits_of({{{0, 0}, {0x1f, 0, 0, 0}}, {{0x1f, 0}, {2, 4, 0x100, 0}}, {{0xb, 0}, {1, 2, 0x100, 0}}}), 2u);
    EXPECT_EQ(bits_of({{{0, 0}, {0x1f, 0, 0, 0}}, {{0xb, 0}, {1, 2, 0x100, 0}}}), 1u);
}

TEST(Topology, LeafBWithoutAnSmtLevelHasNoSmt) {
    EXPECT_EQ(bits_of({{{0, 0}, {0xb, 0, 0, 0}}, {{0xb, 0}, {3, 8, 0x200, 0}}}), 0u);
}

TEST(Topology, AmdLeaf8000001E) {
    EXPECT_EQ(bits_of({{{0, 0}, {0xd, 0, 0, 0}},
                       {{0x80000000, 0}, {0x8000001e, 0, 0, 0}},
                       {{0x80000001, 0}, {0, 0, 1u << 22, 0}},
                       {{0x8000001e, 0}, {0, 0x100, 0, 0}}}),
              1u);
}

TEST(Topology, AmdWithoutTopologyExtensionsUsesTheLegacyLeaves) {
    EXPECT_EQ(bits_of({{{0, 0}, {4, 0, 0, 0}},
                       {{0x80000000, 0}, {0x8000001e, 0, 0, 0}},
                       {{0x8000001e, 0}, {0, 0x100, 0, 0}},
                       {{1, 0}, {0, 8u << 16, 0, 1u << 28}},
                       {{4, 0}, {3u << 26, 0, 0, 0}}}),
              1u);
}

TEST(Topology, NothingKnownIsNoSmt) { EXPECT_EQ(bits_of({}), 0u); }

std::vector<bool> siblings(std::vector<uint32_t> values, unsigned bits) {
    std::vector<ApicId> ids;
    for (const uint32_t v : values) ids.push_back({v});
    std::vector<bool> result;
    for (size_t i = 0; i < ids.size(); i++) result.push_back(topology::is_sibling(ids, i, bits));
    return result;
}

TEST(Siblings, TheFirstThreadOfEachCoreIsNone) {
    EXPECT_EQ(siblings({0, 1, 2, 3}, 1), (std::vector<bool>{false, true, false, true}));
    EXPECT_EQ(siblings({0, 1, 2, 3}, 0), (std::vector<bool>{false, false, false, false}));
    EXPECT_EQ(siblings({0, 2, 1, 4, 5, 3}, 1), (std::vector<bool>{false, false, true, false, true, true}));
}

TEST(Siblings, TheBootCpuNeverIsOneEvenAsSecondThread) {
    EXPECT_EQ(siblings({1, 0, 2, 3}, 1), (std::vector<bool>{false, true, false, true}));
}

TEST(Topology, AmdsCmpLegacyMeansCoresNotThreads) {
    EXPECT_EQ(bits_of({{{0, 0}, {1, 0, 0, 0}},
                       {{0x80000000, 0}, {0x8000001a, 0, 0, 0}},
                       {{0x80000001, 0}, {0, 0, 1u << 1, 0}},
                       {{1, 0}, {0, 4u << 16, 0, 1u << 28}}}),
              0u)
        << "a Phenom: four cores, no leaf 4";
}

TEST(Topology, QemusMaxAsAuthenticAmdShowsItsThreadsInLeafBOnly) {
    EXPECT_EQ(bits_of({{{0, 0}, {0xd, 0x68747541, 0x444d4163, 0x69746e65}},
                       {{0xb, 0}, {1, 2, 0x100, 0}},
                       {{0xb, 1}, {3, 8, 0x201, 0}},
                       {{0x80000000, 0}, {0x8000001e, 0, 0, 0}},
                       {{0x80000001, 0}, {0, 0, 1u << 1, 0}}}),
              1u);
}

TEST(Topology, OneThreadACoreIsNoSmtInAnyLeaf) {
    EXPECT_EQ(bits_of({{{0, 0}, {0x16, 0, 0, 0}}, {{0xb, 0}, {0, 1, 0x100, 0}}, {{0xb, 1}, {2, 4, 0x201, 0}}}), 0u);
    EXPECT_EQ(bits_of({{{0x80000000, 0}, {0x8000001e, 0, 0, 0}}, {{0x80000001, 0}, {0, 0, 1u << 22, 0}}}), 0u);
    EXPECT_EQ(bits_of({{{0, 0}, {4, 0, 0, 0}}, {{1, 0}, {0, 4u << 16, 0, 1u << 28}}, {{4, 0}, {3u << 26, 0, 0, 0}}}),
              0u);
}

TEST(Siblings, ThreeCoresLeaveHolesAndHybridCoresStandAlone) {
    EXPECT_EQ(siblings({0, 1, 2, 3, 4, 5, 8, 9}, 1), (std::vector<bool>{0, 1, 0, 1, 0, 1, 0, 1}));
    EXPECT_EQ(siblings({0, 1, 8, 9, 16, 18, 20, 22}, 1), (std::vector<bool>{0, 1, 0, 1, 0, 0, 0, 0}));
}

uint32_t package_of(decltype(leaves) machine) {
    leaves = std::move(machine);
    return topology::cpus_in_package(fake_cpuid);
}

TEST(Topology, TheCpusOfAPackage) {
    EXPECT_EQ(package_of({}), 1u);
    EXPECT_EQ(package_of({{{1, 0}, {0, 8u << 16, 0, 0}}}), 1u); // without HTT the number means nothing
    EXPECT_EQ(package_of({{{1, 0}, {0, 8u << 16, 0, 1u << 28}}}), 8u);
    EXPECT_EQ(package_of({{{0, 0}, {0xb, 0, 0, 0}}, {{0xb, 0}, {1, 2, 0x100, 0}}, {{0xb, 1}, {9, 300, 0x201, 0}}}),
              300u);
}

} // namespace
