// A line of the log in the 45 characters that a QR code packs two into 11 bits (ISO/IEC 18004, "Alphanumeric mode"):
// digits, capitals, blank and $%*+-./:. Counterpart: scripts/handoff/result/text.py; docs/result.md has the table.
// Pure, host-tested.
#pragma once

namespace result {

inline constexpr char line_end = '$';

// A line that is kept (kept_lines.hpp) has capitals in its first word only, so they come back. What has no character of
// its own becomes '+', which no such line has.
constexpr char to_code(char c) {
    if (c >= 'a' && c <= 'z') return static_cast<char>(c - 'a' + 'A');
    if ((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z')) return c;
    switch (c) {
    case ' ':
    case '-':
    case '.':
    case '/': return c;
    case '=': return ':';
    case ',': return '%';
    case '?': return '*';
    case '\n': return line_end;
    default: return '+';
    }
}

} // namespace result
