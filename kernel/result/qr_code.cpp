#include "kernel/result/qr_code.hpp"

#include <algorithm>
#include <array>

#include <qrcodegen/qrcodegen.h>

namespace result {
namespace {

// Version 20 has 97 squares a side: what a camera still reads from across a desk.
constexpr uint32_t largest_version = 20;
constexpr size_t bytes = qrcodegen_BUFFER_LEN_FOR_VERSION(largest_version);
// Of correction level L, by version (ISO/IEC 18004, "Data capacity of QR Code", alphanumeric).
constexpr std::array<uint16_t, largest_version> capacity = {25,  47,  77,  114, 154, 195, 224, 279,  335,  395,
                                                            468, 535, 619, 667, 758, 854, 938, 1046, 1153, 1249};

uint8_t code[bytes], work[bytes];
char text_of_code[capacity.back() + 1]; // the library wants its end as a zero

// 0: not even the smallest.
uint32_t version_for(uint32_t side) {
    constexpr uint32_t least = 17 + 2 * margin; // a version has 17 + 4 * version squares
    return side < least + 4 ? 0 : std::min(largest_version, (side - least) / 4);
}

} // namespace

size_t characters_in(uint32_t side) {
    const uint32_t version = version_for(side);
    return version == 0 ? 0 : capacity[version - 1];
}

bool QrCode::make(std::string_view text, uint32_t side) {
    const uint32_t version = version_for(side);
    if (version == 0 || text.size() > capacity[version - 1]) return false;
    std::copy(text.begin(), text.end(), text_of_code);
    text_of_code[text.size()] = '\0';
    // More correction where it costs nothing.
    return qrcodegen_isAlphanumeric(text_of_code) &&
           qrcodegen_encodeText(text_of_code, work, code, qrcodegen_Ecc_LOW, 1, static_cast<int>(version),
                                qrcodegen_Mask_AUTO, true);
}

uint32_t QrCode::side() { return static_cast<uint32_t>(qrcodegen_getSize(code)) + 2 * margin; }

// Outside of the code the library says that it is light.
bool QrCode::is_dark(uint32_t x, uint32_t y) {
    return qrcodegen_getModule(code, static_cast<int>(x) - static_cast<int>(margin),
                               static_cast<int>(y) - static_cast<int>(margin));
}

} // namespace result
