// What leaves the machine as QR codes: the kept lines, their characters, the pieces, the codes.
#include <gtest/gtest.h>

#include <span>
#include <string>
#include <vector>

#include "kernel/base/crc32.hpp"
#include "kernel/base/word.hpp"
#include "kernel/result/characters.hpp"
#include "kernel/result/kept_lines.hpp"
#include "kernel/result/pieces.hpp"
#include "kernel/result/qr_code.hpp"

namespace {

TEST(Crc32, IsThatOfZipAndEthernet) {
    EXPECT_EQ(crc32("123456789"), 0xcbf43926u); // the check value in every catalogue of CRCs
    EXPECT_EQ(crc32("6789", crc32("12345")), crc32("123456789"));
    EXPECT_EQ(crc32(""), 0u);
}

TEST(Word, IsWhatTheLogTakes) {
    EXPECT_EQ(word_of<32>("American Megatrends Inc.   ").view(), "american-megatrends-inc.");
    EXPECT_EQ(word_of<32>(std::string_view("KVMKVMKVM\0\0\0", 12)).view(), "kvmkvmkvm");
    EXPECT_EQ(word_of<32>("  Q35 + ICH9, 2009").view(), "q35-ich9-2009");
    EXPECT_EQ(word_of<32>("# RESULT recovered\n").view(), "result-recovered");
    EXPECT_EQ(word_of<32>("\xff\xff").view(), "?");
    EXPECT_EQ(word_of<4>("abcdefgh").view(), "abcd");
}

std::string kept(std::string_view log) {
    result::KeptLines lines;
    lines.hear(log);
    return std::string(lines.text());
}

TEST(KeptLines, AreThoseOfTheResultInTheCharactersOfACode) {
    EXPECT_EQ(
        kept("KTAP version 1\n# PROBE tsc equal=yes within=7/7\n# PROBES\n# EV t=1\n# RESULT recovered method=a,b "
             "platform=?\n"),
        "PROBE TSC EQUAL:YES WITHIN:7/7$RESULT RECOVERED METHOD:A%B PLATFORM:*$");
}

TEST(KeptLines, MayComeInParts) {
    result::KeptLines lines;
    for (const char c : std::string_view("# TIMES copy=5\n# WAKES nm")) lines.hear({&c, 1});
    EXPECT_EQ(lines.text(), "TIMES COPY:5$");
    lines.hear("i=0\n");
    EXPECT_EQ(lines.text(), "TIMES COPY:5$WAKES NMI:0$");
}

TEST(KeptLines, DoNotChangeForALineThatIsNotKept) {
    result::KeptLines lines;
    lines.hear("# BUILD id=1\n");
    const auto before = std::as_bytes(std::span(&lines, 1));
    const std::vector<std::byte> copy(before.begin(), before.end());
    lines.hear("# image is watched, hold=20 ms\n");
    EXPECT_TRUE(std::equal(before.begin(), before.end(), copy.begin()));
}

TEST(KeptLines, LeaveOutWhatIsTooLongAndKeepRoomForTheResult) {
    EXPECT_EQ(kept("# PROBE " + std::string(600, 'x') + "\n# BUILD id=1\n"), "BUILD ID:1$");
    std::string many;
    for (int i = 0; i < 200; i++) many += "# PROBE number=" + std::to_string(1000 + i) + std::string(60, 'x') + "\n";
    const std::string all = kept(many + "# RESULT lost\n");
    EXPECT_TRUE(all.ends_with("$RESULT LOST$"));
    EXPECT_LT(all.size(), 6144u);
}

TEST(Characters, OfACodeAreTheFortyFive) {
    constexpr std::string_view code = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
    for (int c = 0; c < 256; c++) EXPECT_NE(code.find(result::to_code(static_cast<char>(c))), code.npos) << c;
    EXPECT_EQ(result::to_code('_'), '+');
}

std::string piece(const result::Pieces& pieces, uint32_t number) {
    char buffer[512];
    Text out(buffer);
    pieces.put(out, number);
    return std::string(out.view());
}

TEST(Pieces, SayWhichTheyAreAndAreTheWholeTogether) {
    const std::string text = "BUILD VERSION:0.1$RESULT RECOVERED$";
    const result::Pieces pieces(text, result::piece_head + 10);
    ASSERT_EQ(pieces.count(), 4u);
    EXPECT_EQ(piece(pieces, 0).substr(0, 8), "HO1 1/4 ");
    std::string whole;
    for (uint32_t i = 0; i < pieces.count(); i++) {
        EXPECT_LE(piece(pieces, i).size(), result::piece_head + 10);
        whole += piece(pieces, i).substr(17);
    }
    EXPECT_EQ(whole, text);
    char sum[9];
    snprintf(sum, sizeof(sum), "%08X", crc32(text));
    EXPECT_EQ(piece(pieces, 3).substr(8, 8), sum);
}

TEST(Pieces, AreNoneWhereThereIsNoRoom) {
    EXPECT_EQ(result::Pieces("TEXT", result::piece_head).count(), 0u);
    EXPECT_EQ(result::Pieces("", 100).count(), 0u);
    EXPECT_EQ(result::Pieces(std::string(100, 'A'), result::piece_head + 1).count(), 0u) << "more than 99";
}

// The library itself says whether the table of capacities is right.
TEST(QrCode, HoldsWhatTheTableSaysAndNoMore) {
    size_t before = 0;
    for (uint32_t side = 20; side < 120; side++) {
        const size_t most = result::characters_in(side);
        EXPECT_GE(most, before);
        if (most == 0) {
            EXPECT_FALSE(result::QrCode::make("A", side)) << side;
            continue;
        }
        EXPECT_TRUE(result::QrCode::make(std::string(most, 'A'), side)) << side;
        EXPECT_LE(result::QrCode::side(), side);
        EXPECT_FALSE(result::QrCode::make(std::string(most + 1, 'A'), side)) << side;
        before = most;
    }
    EXPECT_EQ(result::characters_in(50), 195u) << "text mode: version 6, with its margin 49 squares a side";
    EXPECT_EQ(result::characters_in(28), 0u);
}

TEST(QrCode, HasItsFindersInThreeCornersAndALightMargin) {
    ASSERT_TRUE(result::QrCode::make("HO1 1/1 01234567 TEXT", 50));
    const uint32_t side = result::QrCode::side(), far = side - result::margin - 7;
    const auto has_finder = [](uint32_t x, uint32_t y) {
        return result::QrCode::is_dark(x, y) && !result::QrCode::is_dark(x + 1, y + 1) &&
               result::QrCode::is_dark(x + 3, y + 3) && result::QrCode::is_dark(x + 6, y + 6);
    };
    EXPECT_TRUE(has_finder(result::margin, result::margin));
    EXPECT_TRUE(has_finder(far, result::margin));
    EXPECT_TRUE(has_finder(result::margin, far));
    for (uint32_t i = 0; i < side; i++) {
        EXPECT_FALSE(result::QrCode::is_dark(i, result::margin - 1));
        EXPECT_FALSE(result::QrCode::is_dark(side - result::margin, i));
    }
    EXPECT_FALSE(result::QrCode::make("small letters", 50));
}

} // namespace
