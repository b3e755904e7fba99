#include "kernel/result/pieces.hpp"

#include "kernel/base/crc32.hpp"

namespace result {

Pieces::Pieces(std::string_view text, size_t longest) : text_(text), checksum_(crc32(text)) {
    if (longest <= piece_head || text.empty()) return;
    const size_t room = longest - piece_head;
    const size_t count = (text.size() + room - 1) / room;
    if (count > most_pieces) return;
    count_ = static_cast<uint32_t>(count);
    body_ = (text.size() + count - 1) / count; // even pieces: the last is as easy to read as the others
}

void Pieces::put(Text& out, uint32_t number) const {
    FixedText<10> sum;
    sum.set("{}", Hex{checksum_, 8});
    format_to(out, "{} {}/{} ", piece_mark, number + 1, count_);
    for (const char c : sum.view().substr(2)) out.put(c >= 'a' ? static_cast<char>(c - 'a' + 'A') : c);
    format_to(out, " {}", text_.substr(number * body_, body_));
}

} // namespace result
