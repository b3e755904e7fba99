#!/usr/bin/python3
"""tests/sabotage/sabotage.py [ONLY=word]: breaks one line at a time and sees whether the tests notice.

Each mutation of mutations.toml changes one line of a copy of the tree in build/sabotage/ and runs the part of `make
test`
that it names. The part must be green before and red after.  A mutation that does not compile shows nothing and is
an error, as
is one whose line is not there any more.  Prints a line for each, and the score; docs/sabotage.md is written with
RECORD=1.
"""

import subprocess
import sys
import time
import tomllib
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
COPY = ROOT / "build" / "sabotage"
PYTEST = "/usr/bin/python3 -m pytest -q -x"
SECONDS = 600  # for one part


class SabotageError(Exception):
    """Something that shows nothing about the tests."""


@dataclass(frozen=True)
class Mutation:
    """One line that is changed, and who has to notice."""

    what: str
    file: str
    old: str
    new: str
    red: str  # unit, judge, tree, or `boot …`: arguments of pytest below tests/boot; `matrix …`: cells

    def command(self) -> str:
        """The part of `make test` that has to fail."""
        part, _, rest = self.red.partition(" ")
        return {"unit": "make -s unit",
                "judge": f"make -s kernel && {PYTEST} tests/judge {rest}",
                "tree": f"make -s kernel && {PYTEST} tests/tree {rest}",
                "boot": f"make -s kernel && {PYTEST} tests/boot/{rest}",
                "matrix": f"make -s kernel && scripts/matrix PLATFORM=qemu-multi ONLY='{rest}'"}[part]

    def text(self) -> str:
        """The file as the mutation leaves it."""
        before = (ROOT / self.file).read_text()
        if before.count(self.old) != 1:
            raise SabotageError(f"{self.file}: {before.count(self.old)} places hold {self.old!r}")
        return before.replace(self.old, self.new)


def read() -> list[Mutation]:
    """All of them."""
    data = tomllib.loads((Path(__file__).with_name("mutations.toml")).read_text())
    return [Mutation(**m) for m in data["mutation"]]


def copy_tree() -> None:
    """The tracked files as they are now; objects of an earlier call stay, which saves most of the compiling."""
    COPY.mkdir(parents=True, exist_ok=True)
    files = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout
    subprocess.run(["rsync", "-a", "--checksum", "--from0", "--files-from=-", f"{ROOT}/", f"{COPY}/"], input=files,
                   check=True)


def run(command: str) -> tuple[bool, str]:
    """Did it succeed, and what did it say last?"""
    try:
        done = subprocess.run(["bash", "-c", command], cwd=COPY, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, text=True, errors="replace", timeout=SECONDS, check=False)
    except subprocess.TimeoutExpired:
        return False, f"no end in {SECONDS} s"
    return done.returncode == 0, done.stdout


def compiles(mutation: Mutation) -> bool:
    """A kernel or a script that cannot run is noticed by nobody's merit."""
    if mutation.file.endswith(".py"):
        return run(f"/usr/bin/python3 -m py_compile {mutation.file}")[0]
    return run("make -s kernel")[0]


def is_noticed(mutation: Mutation) -> bool:
    """Applies it, runs its part, takes it back."""
    target = COPY / mutation.file
    before = target.read_text()
    target.write_text(mutation.text())
    try:
        if not compiles(mutation):
            raise SabotageError(f"{mutation.what}: does not compile")
        return not run(mutation.command())[0]
    finally:
        target.write_text(before)


def table(rows: list[tuple[Mutation, bool]]) -> str:
    """docs/sabotage.md."""
    killed = sum(noticed for _, noticed in rows)
    lines = ["# Sabotage", "",
             "Made by `make sabotage RECORD=1`, never by hand: one line is broken at a time, as",
             "`tests/sabotage/mutations.toml` says, and the part of `make test` that is named has to fail.",
             f"{killed} of {len(rows)} were noticed.", "",
             "| what is broken | file | noticed by | |", "|---|---|---|---|"]
    lines += [f"| {m.what} | `{m.file}` | `{m.red}` | {'yes' if noticed else '**no**'} |" for m, noticed in rows]
    return "\n".join(lines) + "\n"


def main() -> int:
    given = dict(word.partition("=")[::2] for word in sys.argv[1:])
    chosen = [m for m in read() if given.get("ONLY", "") in f"{m.what} {m.file} {m.red}"]
    try:
        for mutation in chosen:
            mutation.text()
        copy_tree()
        for command in sorted({m.command() for m in chosen}):
            green, said = run(command)
            if not green:
                raise SabotageError(f"{command} fails on the tree as it is:\n{said[-2000:]}")
        rows = []
        for mutation in chosen:
            begin = time.monotonic()
            rows.append((mutation, is_noticed(mutation)))
            word = "noticed " if rows[-1][1] else "SURVIVED"
            print(f"{word} {time.monotonic() - begin:4.0f} s  {mutation.what}  ({mutation.red})", flush=True)
    except SabotageError as error:
        print(error, file=sys.stderr)
        return 1
    if given.get("RECORD"):
        (ROOT / "docs" / "sabotage.md").write_text(table(rows))
    killed = sum(noticed for _, noticed in rows)
    print(f"{killed} passed, {len(rows) - killed} failed")
    return int(killed != len(rows))


if __name__ == "__main__":
    sys.exit(main())
