"""What the scripts learn from the kernel's ELF: sets of rows, and what is said where there is no kernel."""

import subprocess
import sys

import pytest

from handoff import ROOT
from handoff.run import names, variables
from handoff.run.errors import OptionError
from handoff.run.names import Row, by_name
from handoff.run.options import parse

# As kernel/base/rows.hpp lays rows out, by a compiler that knows nothing of it.
SOURCE = """
struct View { unsigned long size; const char* data; };
template <unsigned long n> constexpr View view(const char (&text)[n]) { return {n - 1, text}; }
struct Method { View name, text; int more; };
struct Option { View name, text, values, fallback; void (*parse)(); void (*print)(); };
void some() {}
static const Method jmp{view("jmp"), view("Jump."), 1}, none{view("none"), view(""), 2};
static const Option method{view("method"), view("How."), view("all @methods"), view("jmp"), some, some},
    old{view("handoff"), view("How."), view("all @methods"), view("jmp"), some, nullptr},
    size{view("witness"), view("How much."), view(""), view("16M"), some, some};
extern "C" {
extern const void* const methods[] = {&jmp, &none};
extern const void* const options[] = {&method, &old, &size};
void _start() {}
}
#define SET(set, count) asm(".globl rows_" #set "_start, rows_" #set "_end\\n rows_" #set "_start = " #set \\
                            "\\n rows_" #set "_end = " #set " + 8 * " #count);
SET(methods, 2)
OPTIONS
"""


def built(directory, options: str):
    """An ELF with these rows."""
    (directory / "rows.cpp").write_text(SOURCE.replace("OPTIONS", options))
    elf = directory / "rows.elf"
    subprocess.run(["g++", "-std=c++20", "-nostdlib", "-static", "-no-pie", "-fno-pie", "-o", elf,
                    directory / "rows.cpp"], check=True)
    return elf


def test_sets_are_read_as_the_linker_gathered_them(tmp_path) -> None:
    kernel = names.read(built(tmp_path, "SET(options, 3)"))
    assert kernel.sets["methods"] == {"jmp": Row("jmp", "Jump."), "none": Row("none", "")}
    assert kernel.names("methods") == ("jmp", "none") and kernel.methods() == ("jmp",)
    assert kernel.values("method") == ("all", "jmp", "none") and kernel.default("method") == "jmp"
    assert kernel.values("witness") == () and kernel.default("witness") == "16M"
    assert kernel.options() == ("method", "witness"), "handoff is another word for method"
    assert kernel.text("methods", "jmp") == "Jump." and kernel.text("methods", "unheard-of") == ""
    assert variables.words(kernel) == {"METHOD": "method", "WITNESS": "witness"}
    assert "HANDOFF" not in variables.known(kernel)


def test_an_elf_without_options_is_no_kernel(tmp_path) -> None:
    with pytest.raises(ValueError, match="no set of options"):
        names.read(built(tmp_path, ""))


@pytest.mark.parametrize("damage", [lambda elf: elf[:3000], lambda elf: b"", lambda elf: b"\0" * len(elf)])
def test_a_damaged_elf_says_how_to_build_it(tmp_path, monkeypatch, damage) -> None:
    elf = built(tmp_path, "SET(options, 3)")
    elf.write_bytes(damage(elf.read_bytes()))
    monkeypatch.setattr(names, "ROOT", tmp_path)
    monkeypatch.setattr(names, "elf_of", lambda compiler: elf)
    with pytest.raises(OptionError, match="cannot be read .*: `make kernel COMPILER=damaged` builds it"):
        names.kernel("damaged")


def test_no_kernel_is_one_line(tmp_path) -> None:
    code = ("import sys; from handoff.run import names; names.elf_of = lambda compiler: names.ROOT / 'no' / 'kernel';"
            "sys.argv[1:] = ['METHOD=park']; exec(open('scripts/run').read())")
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env={"PYTHONPATH": str(ROOT / "scripts")},
                          capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "there is no no/kernel, which knows the names: `make kernel` builds it\n"


def test_the_kernel_of_this_tree_has_what_the_scripts_ask_it_for() -> None:
    kernel = names.kernel()
    assert kernel.default("method") in kernel.methods() and names.NO_METHOD in kernel.names("methods")
    assert names.NO_EVENT in kernel.values("inject") and kernel.values("at") and kernel.names("probes")
    assert parse([]).witness_bytes() == 16 << 20 and parse([]).cycles() == 1


def test_two_rows_of_one_name_are_refused() -> None:
    """A copied file that keeps its name would hide the other."""
    rows = [Row("hlt", "a"), Row("park", "b"), Row("hlt", "c")]
    with pytest.raises(ValueError, match="two rows of methods are named hlt"):
        by_name("methods", rows)
