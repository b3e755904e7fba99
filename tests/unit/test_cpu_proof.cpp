#include <gtest/gtest.h>

#include "smp/cpu_proof.hpp"

namespace {

TEST(CpuProof, NeitherAnotherCpusNorAnotherLifesIsBelieved) {
    const CpuProof proof{{3}, {7, 0x1234}, {}};
    EXPECT_TRUE(proof.bears({3}, {7, 0x1234}));
    EXPECT_FALSE(proof.bears({2}, {7, 0x1234})) << "another CPU wrote it";
    EXPECT_FALSE(proof.bears({3}, {6, 0x1234})) << "left from an earlier life";
    EXPECT_FALSE(proof.bears({3}, {7, 0x1235})) << "left from another story";
}

TEST(CpuProof, EveryRegisterCounts) {
    constexpr LifeRegisters good{0x1000, 0x6a0, 0xd01, 0x2000, 0x3000, 0x28};
    EXPECT_EQ(good, good);
    for (auto field : {&LifeRegisters::cr3, &LifeRegisters::cr4, &LifeRegisters::efer, &LifeRegisters::gdt_base,
                       &LifeRegisters::idt_base}) {
        LifeRegisters other = good;
        other.*field ^= 1u << 5;
        EXPECT_NE(other, good);
    }
    LifeRegisters other = good;
    other.task_register = 0; // what it is after INIT
    EXPECT_NE(other, good);
}

} // namespace
