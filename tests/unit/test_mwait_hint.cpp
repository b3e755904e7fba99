#include <gtest/gtest.h>

#include <vector>

#include "smp/offline.hpp"

namespace {

TEST(MwaitHint, TheDeepestStateThatIsListed) {
    EXPECT_EQ(offline::deepest_hint(0, 0x11111111), 0u);    // not enumerated
    EXPECT_EQ(offline::deepest_hint(1, 0), 0u);             // none listed
    EXPECT_EQ(offline::deepest_hint(1, 0x00000020), 0x01u); // C1 with two sub-states: C1E
    EXPECT_EQ(offline::deepest_hint(1, 0x00002120), 0x21u); // C3, second sub-state
}

TEST(MwaitHint, EveryStateThatIsListed) {
    const auto hints = [](uint32_t ecx, uint32_t edx) {
        const MwaitHints h = offline::listed_hints(ecx, edx);
        return std::vector<uint8_t>(h.values.begin(), h.values.begin() + static_cast<ptrdiff_t>(h.count));
    };
    EXPECT_EQ(hints(0, 0x11111111), (std::vector<uint8_t>{0}));
    EXPECT_EQ(hints(1, 0), (std::vector<uint8_t>{0}));
    EXPECT_EQ(hints(1, 0x00002120), (std::vector<uint8_t>{0x00, 0x01, 0x10, 0x20, 0x21}));
    EXPECT_EQ(hints(1, 0xffffffff).size(), 105u);
}

} // namespace
