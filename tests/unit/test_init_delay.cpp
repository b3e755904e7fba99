#include <gtest/gtest.h>

#include "smp/init_delay.hpp"

namespace {

uint32_t vendor, version;
CpuidResult fake_cpuid(uint32_t leaf, uint32_t) { return {version, 0, leaf == 0 ? vendor : 0, 0}; }

bool needed(const char (&end_of_name)[5], uint32_t family) {
    memcpy(&vendor, end_of_name, sizeof(vendor));
    version = family < 0xf ? family << 8 : 0xf << 8 | (family - 0xf) << 20;
    return needs_init_delay(fake_cpuid);
}

TEST(InitDelay, IsForWhomLinuxDoesNotKnowToBeFast) {
    EXPECT_FALSE(needed("ntel", 6));
    EXPECT_FALSE(needed("ntel", 0xf));
    EXPECT_TRUE(needed("ntel", 5));
    EXPECT_FALSE(needed("cAMD", 0xf));
    EXPECT_FALSE(needed("cAMD", 0x19));
    EXPECT_FALSE(needed("cAMD", 6));    // none in long mode, but Bochs
    EXPECT_FALSE(needed("uine", 0x18)); // HygonGenuine
    EXPECT_TRUE(needed("auls", 7));     // CentaurHauls
    EXPECT_TRUE(needed("ai  ", 7));     //   Shanghai: Zhaoxin
}

} // namespace
