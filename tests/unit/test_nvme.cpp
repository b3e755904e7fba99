#include <gtest/gtest.h>

#include "hibernate/disk/nvme_types.hpp"

namespace {

TEST(NvmeNamespace, GeometryIsReadOrRefused) {
    std::array<std::byte, 4096> data{};
    const auto put = [&](size_t at, auto value) { memcpy(data.data() + at, &value, sizeof(value)); };
    put(0, uint64_t{1000});
    put(128, uint32_t{9u << 16});
    ASSERT_TRUE(nvme::parse_namespace(data));
    EXPECT_EQ(nvme::parse_namespace(data)->block_size, 512u);
    put(128, uint32_t{12u << 16});
    EXPECT_EQ(nvme::parse_namespace(data)->block_size, 4096u);
    put(128, uint32_t{9u << 16 | 8}); // metadata in the blocks
    EXPECT_FALSE(nvme::parse_namespace(data));
    put(128, uint32_t{16u << 16}); // 64 KiB blocks
    EXPECT_FALSE(nvme::parse_namespace(data));
    put(128, uint32_t{9u << 16});
    put(0, ~uint64_t{0});
    EXPECT_FALSE(nvme::parse_namespace(data));
    EXPECT_FALSE(nvme::parse_namespace({}));
}

} // namespace
