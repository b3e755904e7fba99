"""Files stay small enough to be read at one sitting, functions on one screen. Exceptions have a reason."""

import re
import statistics

import tree

MOST_LINES, MEDIAN_LINES, MOST_FUNCTION_LINES, MOST_COLUMNS = 300, 100, 45, 120
WRITTEN = tree.CODE + tree.SCRIPTS + (".c", ".sh", ".md", "Makefile")

BY_PROGRAMS = ("docs/matrix.md", "docs/linux-matrix.md")

LONG_FILES: dict[str, str] = {
    "hibernate/store/nvme.cpp": "find, save, load and mark_used share one loop of transfers and what it measures",
}
LONG_FUNCTIONS: dict[str, str] = {
    "boot/asm_offsets.cpp: asm_offsets": "a table: one line for each number that NASM needs",
}

# clang-format puts a function's opening brace at the end of a line that is not indented (or by four, in a class), and
# its closing brace into the same column.
OPENING = re.compile(r"^(?P<indent> {0,4})(?!namespace|struct|class|enum|union|extern \"C\" \{|using)\S.*\{$")
CLOSING = re.compile(r"^(?P<indent> *)\}")


def functions(text: str) -> list[tuple[str, int]]:
    """(name, lines) of every function of clang-formatted C++."""
    found, begin, indent, name = [], 0, "", ""
    lines = text.split("\n")
    for number, line in enumerate(lines):
        code, _ = tree.split_line(line, ".cpp")
        code = code.rstrip()
        if not begin:
            opened = OPENING.match(code)
            # A signature may take several lines: its name is in the one that opens the parenthesis.
            if opened and ")" in code and "= {" not in code:
                start = number
                while start > 0 and "(" not in lines[start]:
                    start -= 1
                named = re.search(r"([\w:~]+)\(", lines[start])
                begin, name = start + 1, named.group(1) if named else lines[start].strip()
                indent = " " * (len(lines[start]) - len(lines[start].lstrip()))
            continue
        closed = CLOSING.match(code)
        if closed and closed["indent"] == indent:
            found.append((name, number + 2 - begin))
            begin = 0
    return found


def test_files_are_small() -> None:
    sizes = {name: tree.text(name).count("\n") for name in tree.kernel_sources()}
    long = {name: size for name, size in sizes.items() if size > MOST_LINES}
    assert set(long) == set(LONG_FILES), long
    assert statistics.median(sizes.values()) < MEDIAN_LINES


def test_functions_fit_on_a_screen() -> None:
    long = {f"{file}: {name}": size for file in tree.kernel_sources() if file.endswith((".cpp", ".hpp"))
            for name, size in functions(tree.text(file)) if size > MOST_FUNCTION_LINES}
    assert set(long) == set(LONG_FUNCTIONS), long


def wide_lines(name: str, text: str) -> list[str]:
    """Lines that do not fit; in a document tables, and what is quoted as it was printed, may be wider."""
    wide, fenced = [], False
    for number, line in enumerate(text.split("\n"), 1):
        fenced ^= line.startswith("```")
        may = name.endswith(".md") and (fenced or line.startswith(("|", "    ")))
        if len(line) > MOST_COLUMNS and not may:
            wide.append(f"{name}:{number}: {len(line)} columns")
    return wide


def test_lines_are_no_wider_than_they_may_be() -> None:
    names = [n for n in tree.files() if n.endswith(WRITTEN) and n not in BY_PROGRAMS]
    wide = [said for name in names for said in wide_lines(name, tree.text(name))]
    assert not wide, "\n".join(wide)


def test_a_wide_line_is_found() -> None:
    wide = "x" * 121
    assert wide_lines("a.cpp", f"\n{wide}\n") == ["a.cpp:2: 121 columns"]
    assert wide_lines("a.md", f"{wide}\n") and not wide_lines("a.cpp", wide[1:])
    assert not wide_lines("a.md", f"| {wide}\n    {wide}\n```\n{wide}\n```\n")


def test_functions_are_found_and_measured() -> None:
    nested = "int f(int a) {\n    if (a) {\n        a++;\n    }\n    return a;\n}\n"
    assert functions(nested + "\nclass C {\n    void g() {\n    }\n};\n") == [("f", 6), ("g", 2)]
    assert functions("constexpr int table[] = {\n    1,\n};\n") == []
    assert functions("bool n::h(\n    int a, int b) {\n    return a < b;\n}\n") == [("n::h", 4)]
