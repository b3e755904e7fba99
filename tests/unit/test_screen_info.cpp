// What the loader says of the screen: a tag is drawn on only if it can be true.
#include <gtest/gtest.h>

#include "boot/multiboot2.hpp"
#include "boot_information.hpp"
#include "kernel/screen/colour.hpp"

namespace {

struct Tag {
    uint64_t address = 0xc0000000;
    uint32_t pitch = 1280 * 4, width = 1280, height = 800;
    uint8_t bits = 32, type = 1, red = 16, red_size = 8;
    ScreenInfo parsed(bool screen_first = true) const {
        ByteBuilder b;
        b.add(address).add(pitch).add(width).add(height).add(bits).add(type).add<uint16_t>(0);
        b.add(red).add(red_size).add<uint8_t>(8).add<uint8_t>(8).add<uint8_t>(0).add<uint8_t>(8);
        Information i;
        if (screen_first) i.tag(8, b);
        i.memory(0x100000, 0x10000000, 1);
        if (!screen_first) i.tag(8, b);
        Machine m;
        EXPECT_EQ(multiboot2::parse(i.done(), m), "");
        return m.screen;
    }
};

TEST(ScreenInfo, AFramebufferIsAsTheTagSays) {
    const ScreenInfo s = Tag{}.parsed();
    EXPECT_EQ(s.kind, ScreenKind::Framebuffer);
    EXPECT_EQ(s.address.value, 0xc0000000u);
    EXPECT_EQ(s.bytes(), 1280u * 4 * 800);
    EXPECT_EQ(pixel(static_cast<uint32_t>(Colour::Brown), s), 0xaa5500u);
    EXPECT_EQ(pixel(static_cast<uint32_t>(Colour::LightRed), s), 0xff5555u);
}

TEST(ScreenInfo, BlueMayComeFirstAndColoursMayBeNarrow) {
    ScreenInfo s{};
    s.red = {0, 8};
    s.green = {8, 8};
    s.blue = {16, 8};
    EXPECT_EQ(pixel(static_cast<uint32_t>(Colour::Red), s), 0x0000aau);
    s.red = {11, 5};
    s.green = {5, 6};
    s.blue = {0, 5};
    EXPECT_EQ(pixel(static_cast<uint32_t>(Colour::White), s), 0xffffu);
}

TEST(ScreenInfo, TextModeIsKnownByItsSize) {
    EXPECT_EQ((Tag{0xb8000, 160, 80, 25, 16, 2}.parsed().kind), ScreenKind::VgaText);
    EXPECT_EQ((Tag{0xb8000, 264, 132, 43, 16, 2}.parsed().kind), ScreenKind::None);
}

TEST(ScreenInfo, WhatCannotBeDrawnOnIsNoScreen) {
    EXPECT_EQ((Tag{.type = 0}.parsed().kind), ScreenKind::None); // a palette
    EXPECT_EQ((Tag{.pitch = 1280}.parsed().kind), ScreenKind::None);
    EXPECT_EQ((Tag{.pitch = 0xffffffff}.parsed().kind), ScreenKind::None);
    EXPECT_EQ((Tag{.pitch = 320 * 4, .width = 320, .height = 200}.parsed().kind), ScreenKind::None);
    EXPECT_EQ((Tag{.bits = 8}.parsed().kind), ScreenKind::None);
    EXPECT_EQ((Tag{.red = 30}.parsed().kind), ScreenKind::None);
    EXPECT_EQ((Tag{.red_size = 16}.parsed().kind), ScreenKind::None);
    EXPECT_EQ((Tag{.address = ~uint64_t{0} - 4095}.parsed().kind), ScreenKind::None);
}

TEST(ScreenInfo, AScreenWhereMemoryIsIsNotDrawnOn) {
    for (const bool first : {true, false}) EXPECT_EQ((Tag{.address = 0x200000}.parsed(first).kind), ScreenKind::None);
}

} // namespace
