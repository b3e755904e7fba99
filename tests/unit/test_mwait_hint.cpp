#include <gtest/gtest.h>

#include "smp/offline.hpp"

namespace {

TEST(MwaitHint, TheDeepestStateThatIsListed) {
    EXPECT_EQ(offline::deepest_hint(0, 0x11111111), 0u);    // not enumerated
    EXPECT_EQ(offline::deepest_hint(1, 0), 0u);             // none listed
    EXPECT_EQ(offline::deepest_hint(1, 0x00000020), 0x01u); // C1 with two sub-states: C1E
    EXPECT_EQ(offline::deepest_hint(1, 0x00002120), 0x21u); // C3, second sub-state
}

} // namespace
