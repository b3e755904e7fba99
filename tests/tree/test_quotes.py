"""What the documents quote stands in the sources: instructions of the lesson, once in the file named before them, and
the checks of a log, with their numbers."""

import re

import pytest

import tree
from handoff.judge.checks import CYCLE, START

SOURCE = re.compile(r"(?:boot|hibernate|kernel|smp)/\S+\.(?:asm|inc)")
CHECK = re.compile(r"^ {4,}(?:not )?ok (\d+) - (.+)$", re.M)


def code_lines(name: str) -> list[str]:
    suffix = name[name.rindex("."):]
    return [" ".join(tree.split_line(line, suffix)[0].split()) for line in tree.text(name).split("\n")]


def instructions() -> dict[str, list[str]]:
    """Those of each file in assembly, without comments."""
    sources = [name for name in tree.kernel_sources() if SOURCE.fullmatch(name)]
    return {name: [line for line in code_lines(name) if line] for name in sources}


def not_there_once(said: str, known: dict[str, list[str]]) -> list[str]:
    """Of the instructions with an operand that a paragraph quotes: those that are not one line of the file before."""
    first_words = {line.split()[0] for lines in known.values() for line in lines}
    wrong, lines = [], list[str]()
    for quoted in re.findall(r"`([^`]+)`", said):
        if SOURCE.fullmatch(quoted):
            lines = known.get(quoted, [])
        elif " " in quoted and quoted.split()[0] in first_words and lines.count(quoted) != 1:
            wrong.append(quoted)
    return wrong


def wrong_checks(said: str, names: list[str]) -> list[str]:
    return [f"{n} - {name}" for n, name in CHECK.findall(said) if names[int(n) - 1:int(n)] != [name]]


def test_each_instruction_of_the_lesson_is_one_of_the_file_named_before_it() -> None:
    known = instructions()
    wrong = [f"{name}:{line}: {quoted}" for name, line, said in tree.paragraphs() if name == "docs/teaching.md"
             for quoted in not_there_once(said, known)]
    assert not wrong, "\n".join(wrong)


def test_checks_are_quoted_as_the_kernel_says_them() -> None:
    names = [*START, *CYCLE]
    wrong = [f"{name}: {quoted}" for name in tree.files() if name.endswith(".md")
             for quoted in wrong_checks(tree.text(name), names)]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(("said", "wrong"), [
    ("in `smp/a.asm` delete `mov eax, [esi]`", []), ("write `ud2` for `jmp here`", ["jmp here"]),
    ("`smp/a.asm`: `jmp here`", ["jmp here"]), ("`smp/a.asm`: `mov eax, [edi]`", ["mov eax, [edi]"]),
    ("`smp/gone.asm`: `mov eax, [esi]`", ["mov eax, [esi]"]), ("`make run METHOD=park`", [])])
def test_an_instruction_that_is_gone_or_there_twice_is_noticed(said: str, wrong: list[str]) -> None:
    assert not_there_once(said, {"smp/a.asm": ["mov eax, [esi]", "jmp here", "jmp here"]}) == wrong


def test_a_check_with_another_number_or_name_is_noticed() -> None:
    said = "    ok 1 - one\n    not ok 2 - one\n    ok 3 - three\n    …\n    ok 2 - two"
    assert wrong_checks(said, ["one", "two"]) == ["2 - one", "3 - three"]
