#include <gtest/gtest.h>

#include "boot/linux_archive.hpp"
#include "bzimage.hpp"

namespace {

std::span<const std::byte> bytes(std::string_view text) { return std::as_bytes(std::span(text)); }

std::string found(const Cpio& archive, std::string_view name) {
    const auto file = linux_archive::find(archive.b.view(), name);
    return file ? std::string(reinterpret_cast<const char*>(file->data()), file->size()) : "none";
}

TEST(LinuxArchive, FilesAreFoundByTheirWholeName) {
    Cpio archive;
    archive.file("bzImage", bytes("kernel")).file("cmdline", bytes("console=ttyS1\n")).file("TRAILER!!!", {});
    EXPECT_EQ(found(archive, "bzImage"), "kernel");
    EXPECT_EQ(found(archive, "cmdline"), "console=ttyS1\n");
    EXPECT_EQ(found(archive, "bzImag"), "none");
    EXPECT_EQ(found(archive, "bzImage2"), "none");
}

TEST(LinuxArchive, WhatFollowsTheEndIsNotLookedAt) {
    Cpio archive;
    archive.file("TRAILER!!!", {}).file("bzImage", bytes("kernel"));
    EXPECT_EQ(found(archive, "bzImage"), "none");
}

TEST(LinuxArchive, SizesThatMakeNoSenseEndTheSearch) {
    Cpio archive;
    archive.file("first", bytes("1234")).file("bzImage", bytes("kernel"));
    for (const size_t field : {6u, 11u}) {
        Cpio broken = archive;
        for (size_t i = 0; i < 8; i++) broken.b.put(6 + 8 * field + i, 'F');
        EXPECT_EQ(found(broken, "bzImage"), "none");
        broken.b.put(6 + 8 * field, 'x');
        EXPECT_EQ(found(broken, "bzImage"), "none");
    }
    archive.b.put(0, '1');
    EXPECT_EQ(found(archive, "bzImage"), "none");
}

TEST(LinuxArchive, EveryTruncationIsSurvived) {
    Cpio archive;
    archive.file("first", bytes("1234")).file("bzImage", bytes("kernel"));
    const auto whole = archive.b.view();
    for (size_t n = 0; n + 2 < whole.size(); n++)
        EXPECT_FALSE(linux_archive::find(whole.first(n), "bzImage")) << n; // its last two bytes are padding
    EXPECT_TRUE(linux_archive::find(whole, "bzImage"));
}

} // namespace
