#!/usr/bin/python3
"""tests/sabotage/sabotage.py [ONLY=word] [RECORD=1]: breaks one line at a time and sees whether the tests notice.

Each mutation of mutations.toml changes one place in a copy of the tree in build/sabotage/ and runs the part of the
tests that it names.  The part must be green before and red after.  What does not compile or does not end shows nothing
and is an error, as is a place that is not there any more.  Prints a line for each, and the score.  RECORD=1 writes
docs/sabotage.md, which is made of a complete run only.
"""

import re
import subprocess
import sys
import time
import tomllib
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
COPY = ROOT / "build" / "sabotage"
PYTEST = "/usr/bin/python3 -m pytest -q -x -rfE"
SECONDS = 400  # for one part
TIMEOUT = 124  # what coreutils' timeout says of it
# The first test that failed, as pytest, GoogleTest and scripts/matrix name it.
FAILED = re.compile(r"^(?:FAILED|ERROR) (?:\S+/)?(\w+\.py(?:::\S+)?)|^\[  FAILED  \] (\w+\.\w+)"
                    r"|^ *\d+/\d+ FAILED +(\S+ +\S+)", re.M)


class SabotageError(Exception):
    """Something that shows nothing about the tests."""


@dataclass(frozen=True)
class Mutation:
    """One place that is changed, and who has to notice."""

    what: str
    file: str
    old: str
    new: str
    red: str  # unit; `judge …`, `boot …`: arguments of pytest below that folder; `matrix …`: cells

    def command(self) -> str:
        """The part of the tests that has to fail."""
        part, _, rest = self.red.partition(" ")
        return {"unit": "make -s unit",
                "judge": f"{PYTEST} tests/judge/{rest}",
                "boot": f"{PYTEST} tests/boot/{rest}",
                "matrix": f"scripts/matrix PLATFORM=qemu-multi ONLY='{rest}'"}[part]

    def build(self) -> str:
        """What has to be possible with the change in place; else the part would fail by nobody's merit."""
        if self.file.endswith(".py"):
            return f"/usr/bin/python3 -m py_compile {self.file}"
        return "make -s build/unit/unit-tests -j$(nproc)" if self.red == "unit" else "make -s kernel"

    def text(self) -> str:
        """The file as the mutation leaves it."""
        before = (ROOT / self.file).read_text()
        if before.count(self.old) != 1:
            raise SabotageError(f"{self.what}: {before.count(self.old)} places of {self.file} hold {self.old!r}")
        return before.replace(self.old, self.new)


@dataclass(frozen=True)
class Result:
    """What became of a mutation."""

    mutation: Mutation
    noticed: bool
    by: str = ""  # the test that failed first


def read() -> list[Mutation]:
    """All of them."""
    data = tomllib.loads((Path(__file__).with_name("mutations.toml")).read_text())
    return [Mutation(**m) for m in data["mutation"]]


def copy_tree(into: Path, *more: str) -> None:
    """The tracked files as they are now; `more` is for rsync. What else is there stays.

    What has changed gets the time of now, not its own: make would take an object that is newer for an up-to-date one.
    """
    into.mkdir(parents=True, exist_ok=True)
    files = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout
    subprocess.run(["rsync", "-rlp", "--checksum", *more, "--from0", "--files-from=-", f"{ROOT}/", f"{into}/"],
                   input=files, check=True)


def run(command: str) -> tuple[bool, str]:
    """Did it succeed, and what did it say?"""
    done = subprocess.run(["timeout", str(SECONDS), "bash", "-c", command], cwd=COPY, stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace", check=False)
    if done.returncode == TIMEOUT:
        raise SabotageError(f"{command}: no end in {SECONDS} s")
    return done.returncode == 0, done.stdout


def require(command: str, why: str) -> None:
    """It has to succeed, or nothing is shown."""
    good, said = run(command)
    if not good:
        raise SabotageError(f"{why}: {command} fails:\n{said[-2000:]}")


def attempt(mutation: Mutation) -> Result:
    """Applies it, runs its part, takes it back."""
    target = COPY / mutation.file
    before = target.read_text()
    target.write_text(mutation.text())
    try:
        require(mutation.build(), mutation.what)
        green, said = run(mutation.command())
    finally:
        target.write_text(before)
    found = FAILED.search(said)
    return Result(mutation, not green, next(filter(None, found.groups())) if found else "")


def attempt_all(mutations: list[Mutation]) -> list[Result]:
    """One after the other; each is told as soon as it is known, and what shows nothing is told too."""
    results = []
    for mutation in mutations:
        begin = time.monotonic()
        try:
            result = attempt(mutation)
        except SabotageError as error:
            print(f"ERROR {error}", flush=True)
            continue
        results.append(result)
        word = "noticed " if result.noticed else "SURVIVED"
        print(f"{word} {time.monotonic() - begin:4.0f} s  {mutation.what}  ({result.by or mutation.red})", flush=True)
    return results


def require_green(mutations: list[Mutation]) -> None:
    """On the tree as it is every part succeeds."""
    require("make -s kernel build/unit/unit-tests -j$(nproc)", "the tree as it is")
    for command in sorted({m.command() for m in mutations}):
        require(command, "the tree as it is")


def table(results: list[Result]) -> str:
    """docs/sabotage.md."""
    lines = ["# Sabotage", "",
             "Made by `make sabotage RECORD=1`, never by hand: one line is broken at a time, as",
             "`tests/sabotage/mutations.toml` says, and the part of `make test` that is named has to fail, which is",
             f"green on the tree as it is. {sum(r.noticed for r in results)} of {len(results)} were noticed.", "",
             "| what is broken | file | part of the tests | noticed by |", "|---|---|---|---|"]
    for r in results:
        noticed = (f"`{r.by}`" if r.by else "yes") if r.noticed else "**nobody**"
        lines.append(f"| {r.mutation.what} | `{r.mutation.file}` | `{r.mutation.red}` | {noticed} |")
    return "\n".join(lines) + "\n"


def main() -> int:
    given = dict(word.partition("=")[::2] for word in sys.argv[1:])
    only, record = given.get("ONLY", ""), given.get("RECORD")
    if only and record:
        sys.exit("RECORD=1 is for all of them, without ONLY")
    chosen = [m for m in read() if only in f"{m.what} {m.file} {m.red}"]
    try:
        for mutation in chosen:
            mutation.text()
        copy_tree(COPY)  # objects of an earlier call stay, which saves most of the compiling
        require_green(chosen)
        results = attempt_all(chosen)
    except SabotageError as error:
        sys.exit(str(error))
    noticed = sum(r.noticed for r in results)
    if record and len(results) == len(chosen):
        (ROOT / "docs" / "sabotage.md").write_text(table(results))
    print(f"{noticed} passed, {len(chosen) - noticed} failed")
    return int(noticed < len(chosen))


if __name__ == "__main__":
    sys.exit(main())
