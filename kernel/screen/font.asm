; The screen's font: printable ASCII, 16 bytes a character, one a row, most significant bit left (made by scripts/font).
section .rodata
global font_glyphs
font_glyphs:
    incbin "build/font.bin"
