"""What comments and documents name exists: files, functions, make targets, options of the tree as it is now.

A path is ours if its first folder is one of ours: `smp/cpu.hpp` has to exist, `arch/x86/kernel/smpboot.c` is Linux'. A
function is ours unless the paragraph that names it also names whose it is: a project, or a path that is not ours."""

import re

import pytest

import tree

PATH = re.compile(r"(?<![\w./<-])((?:[\w.-]+/)+[\w.*-]*)")
CALL = re.compile(r"(?<![\w.>/])((?:\w+::)*~?[a-z_]\w*)\(\)")
MAKE = re.compile(r"`make ([^`]*)`|^(?: *)make ((?:[a-z-]+ ?)+)(?:[A-Z#]|$)")
OTHERS = re.compile(r"Linux|Xen|OpenBSD|Zircon|EDK2|Jailhouse|QEMU|Bochs|TCG|NOVA|xv6|xtf|libstdc\+\+|setjmp|GRUB")
DEFINED = re.compile(r"(\w+)\s*[(:]|(?:extern|global) (\w+)")
FOREIGN_FUNCTIONS = {"setjmp", "memcpy", "main"}  # C's own, wherever they are named
EXAMPLES = re.compile(r"NAME|<name>|spin|_snooze")  # placeholders, and what a reader is told to write


def our_folders() -> set[str]:
    return {name.split("/")[0] for name in tree.files() if "/" in name}


def missing_paths(said: str, known: set[str], ours: set[str]) -> list[str]:
    found = [path.rstrip(".") for path in PATH.findall(said)]
    found = [path for path in found if path.split("/")[0] in ours and not EXAMPLES.search(path)]
    return [path for path in found if not exists(path, known)]


def exists(path: str, known: set[str]) -> bool:
    """A file, a folder, or a pattern that fits something."""
    pattern = re.compile(re.escape(path.rstrip("/")).replace(r"\*", r"[^/]*") + "(/.*)?$")
    return any(pattern.match(name) for name in known)


def defined_names() -> set[str]:
    """Every name that stands before a parenthesis or a colon in the tree's own code: functions, macros, labels."""
    names: set[str] = set()
    for name in tree.files():
        if not name.endswith(tree.CODE + (".py",)):
            continue
        suffix = name[name.rindex("."):]
        for line in tree.text(name).split("\n"):
            code, _ = tree.split_line(line, suffix)
            names |= {before or linked for before, linked in DEFINED.findall(code)}
    return names


def missing_functions(said: str, names: set[str], ours: set[str]) -> list[str]:
    paths = [path for path in PATH.findall(said) if re.search(r"\.\w+$", path.rstrip("."))]
    if OTHERS.search(said) or any(path.split("/")[0] not in ours for path in paths):
        return []
    return [call for call in CALL.findall(said) if call.split("::")[-1] not in names | FOREIGN_FUNCTIONS]


def targets() -> set[str]:
    rules = "\n".join(tree.text(n) for n in tree.files() if n == "Makefile" or n.endswith(".mk"))
    left_of_colon = " ".join(re.findall(r"^([a-z][\w -]*):(?!=)", rules, re.M))
    fuzz = [f"fuzz-{n[len('tests/fuzz/fuzz_'):-len('.cpp')]}" for n in tree.files() if n.startswith("tests/fuzz/fuzz_")]
    return set(left_of_colon.split()) | set(fuzz)


def missing_targets(said: str, known: set[str]) -> list[str]:
    wrong = []
    for quoted, plain in MAKE.findall(said):
        words = re.split(r"[=;|&,#]| [A-Z…<]", quoted or plain)[0].split()
        wrong += [w for w in words if re.fullmatch(r"[a-z][a-z-]*", w) and w not in known]
    return wrong


def test_files_that_are_named_exist() -> None:
    known, ours = set(tree.files()), our_folders()
    wrong = [f"{name}:{line}: {path}" for name, line, said in tree.paragraphs()
             for path in missing_paths(said, known, ours)]
    assert not wrong, "\n".join(wrong)


def test_functions_that_are_named_exist() -> None:
    names, ours = defined_names(), our_folders()
    wrong = [f"{name}:{line}: {call}()" for name, line, said in tree.paragraphs() if not EXAMPLES.search(said)
             for call in missing_functions(said, names, ours)]
    assert not wrong, "\n".join(wrong)


def test_make_targets_that_are_named_exist() -> None:
    known = targets()
    wrong = [f"{name}:{line}: make {t}" for name, line, said in tree.paragraphs() for t in missing_targets(said, known)]
    assert not wrong, "\n".join(wrong)


def numbered_citations(said: str) -> list[str]:
    """Citations of Intel's and AMD's manuals by number: the numbers move from edition to edition, the titles stay."""
    return re.findall(r"(?:SDM|APM),? vol\. ?\d[A-D]?, (?:chapter |table |section )?\d[\d.-]*", said)


def test_manuals_are_cited_by_title() -> None:
    sources = [(name, number, line) for name in tree.files() if name.endswith(".toml")
               for number, line in enumerate(tree.text(name).split("\n"), 1)]
    wrong = [f"{name}:{line}: {cited}" for name, line, said in [*tree.paragraphs(), *sources]
             for cited in numbered_citations(said)]
    assert not wrong, "\n".join(wrong)


def test_a_citation_by_number_is_noticed() -> None:
    assert numbered_citations("(SDM vol. 3, 9.4.4)") and numbered_citations("AMD APM vol. 2, 14.1.3")
    assert not numbered_citations('SDM vol. 3, "Paging"; ACPI 6.5, 5.2.12.19')


@pytest.mark.parametrize("said, path", [
    ("as in smp/gone.cpp:", ["smp/gone.cpp"]), ("`smp/cpu.hpp` and smp/.", []),
    ("Linux: arch/x86/kernel/smpboot.c", []), ("tests/unit/test_*.cpp", []),
    ("tests/unit/gone_*.cpp", ["tests/unit/gone_*.cpp"]), ("smp/method/NAME.cpp", [])])
def test_a_file_that_is_gone_is_noticed(said: str, path: list[str]) -> None:
    known = {"smp/cpu.hpp", "tests/unit/test_acpi.cpp"}
    assert missing_paths(said, known, {"smp", "tests"}) == path


@pytest.mark.parametrize("said, call", [
    ("see gone()", ["gone"]), ("see `smp::gone()`", ["smp::gone"]), ("see here()", []),
    ("Linux: mwait_play_dead()", []), ("play_dead(), arch/x86/kernel/smpboot.c", []),
    ("gone() in smp/cpu.hpp", ["gone"])])
def test_a_function_that_is_gone_is_noticed(said: str, call: list[str]) -> None:
    assert missing_functions(said, {"here"}, {"smp"}) == call


@pytest.mark.parametrize("said, target", [
    ("`make gone`", ["gone"]), ("`make run METHOD=park`", []), ("make run gone N=2", ["gone"]),
    ("they make gone of it", [])])
def test_a_target_that_is_gone_is_noticed(said: str, target: list[str]) -> None:
    assert missing_targets(said, {"run"}) == target
