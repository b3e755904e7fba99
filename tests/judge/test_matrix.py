"""The matrix' own referee: wrong pins fail, liars are caught, flaky cells say so, the file is refused when it lies."""

import re

import pytest

from handoff import ROOT
from handoff.judge.verdict import Verdict
from handoff.matrix import page, pins, tables
from handoff.matrix.matrix import FILE, Cell, Matrix, MatrixError, points_of, read
from handoff.matrix.measure import Measured, measure
from handoff.run.names import Kernel, Row, kernel
from handoff.run.options import Options
from handoff.run.platforms import measured_by_default

# The version that every cell is pinned for, whichever this machine has: wrong pins fail on every machine.
QEMU = "7.2.22"


def verdict_of(word: str, reason: str = "because") -> Verdict:
    return Verdict(word, reason, {})


def as_pinned(options: Options) -> Verdict:
    """An emulator that does exactly what is pinned for it."""
    given = options.given
    name = "/".join(filter(None, (given["METHOD"], given.get("INJECT", "none"), given.get("AT"), given.get("STORM"))))
    cell = next(c for c in read().cells if c.name() == name)
    word = cell.pins[options["PLATFORM"]][QEMU].split("|")[0]
    return verdict_of("skipped", "event-does-not-apply") if word == "n/a" else verdict_of(word)


@pytest.fixture(autouse=True)
def a_machine_that_is_pinned_and_a_directory_of_its_own(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr("handoff.matrix.measure.version_of", lambda options: QEMU)
    monkeypatch.setattr("handoff.matrix.measure.run_directory", lambda options: tmp_path)


def cells(platform: str = "qemu-multi", only: str = "*") -> list:
    return [(cell, platform) for cell in read().cells if cell.matches(only)]


def test_every_cell_is_pinned_for_the_emulators_we_measure_with() -> None:
    for platform in measured_by_default():
        unpinned = [cell.name() for cell in read().cells if not cell.pins.get(platform)]
        assert not unpinned, f"{platform}: {unpinned}"


@pytest.mark.parametrize("platform", ["qemu-multi", "qemu-single"])
def test_what_is_pinned_passes(platform) -> None:
    assert not [m.cell.name() for m in measure(read(), cells(platform), 1, {}, as_pinned) if m.failed()]


@pytest.mark.parametrize(("name", "wrong"), [("park/nmi/copied", "crashed"), ("hlt/nmi/copied", "recovered"),
                                             ("hlt/store/parked", "recovered"), ("mwait/none", "recovered")])
def test_one_wrong_pin_fails(tmp_path, name, wrong) -> None:
    right = read()
    cell = next(c for c in right.cells if c.name() == name)
    method, event, *_ = name.split("/")
    head, *rows = FILE.read_text().split("[[row]]\n")
    for i, row in enumerate(rows):
        if row.startswith(f'method = "{method}"\nevent = "{event}"\n') and "storm" not in row and "\nat = " not in row:
            column = re.search(rf'^qemu-multi\."{re.escape(QEMU)}" = \[(.*)\]$', row, re.MULTILINE)
            words = column[1].split(", ")
            words[points_of(event, kernel()).index(cell.point)] = f'"{wrong}"'
            rows[i] = row.replace(column[1], ", ".join(words)) + 'cause.qemu-multi = "a test"\n' * (
                "cause.qemu-multi" not in row)
    file = tmp_path / "matrix.toml"
    file.write_text("[[row]]\n".join([head, *rows]))
    changed = [(c, "qemu-multi") for c in read(file).cells]
    assert [m.cell.name() for m in measure(read(file), changed, 1, {}, as_pinned) if m.failed()] == [name]


def test_a_method_that_always_answers_recovered_is_caught() -> None:
    failed = {m.cell.name() for m in measure(read(), cells(), 1, {}, lambda o: verdict_of("recovered")) if m.failed()}
    assert {"mwait/none", "hlt/nmi/copied", "park,nomce/mce/copied", "park,noidt/nmi/copied", "init/mce/copied/2",
            "hlt/store/parked"} <= failed


@pytest.mark.parametrize("word", ["crashed", "hung", "lost", "corrupted", "skipped"])
def test_a_method_that_never_recovers_is_caught(word) -> None:
    failed = [m for m in measure(read(), cells(only="park"), 1, {}, lambda o: verdict_of(word)) if m.failed()]
    assert len(failed) >= len([c for c, _ in cells(only="park") if c.pins["qemu-multi"][QEMU] == "recovered"])


def test_a_flaky_cell_says_so_and_fails() -> None:
    words = iter(["recovered", "crashed", "recovered", "recovered", "recovered"])
    (m,) = measure(read(), cells(only="park/none"), 5, {}, lambda o: verdict_of(next(words)))
    assert m.outcome() == "flaky 4/5 recovered" and m.failed() and "FAILED" in tables.line(m)


def test_a_cell_that_may_die_in_two_ways_may_not_survive() -> None:
    for words, fails in ((["crashed", "hung"], False), (["hung"], False), (["recovered"], True),
                         (["crashed", "lost"], True)):
        answers = iter(words)
        (m,) = measure(read(), cells("qemu-single", "mwait/mce/copied"), len(words), {},
                       lambda o: verdict_of(next(answers)))
        assert m.failed() == fails, words


def test_an_emulator_version_nobody_recorded_reports_and_does_not_fail(monkeypatch) -> None:
    monkeypatch.setattr("handoff.matrix.measure.version_of", lambda options: "99.0")
    (m,) = measure(read(), cells(only="park/none"), 1, {}, lambda o: verdict_of("crashed"))
    assert not m.failed() and m.pin() is None and tables.line(m).startswith("new ")


def test_an_outcome_against_the_manual_without_a_cause_is_refused(tmp_path) -> None:
    text = re.sub(r'^cause\.qemu-multi = .*\n', "", FILE.read_text(), flags=re.MULTILINE)
    (tmp_path / "m.toml").write_text(text)
    with pytest.raises(MatrixError, match="init/.* pinned on qemu-multi .* against the manual without a cause"):
        read(tmp_path / "m.toml")


def test_a_race_that_the_manual_does_not_have_needs_a_cause_too(tmp_path) -> None:
    pin = 'kvm."6.1.176-tcg" = ["recovered'
    (tmp_path / "m.toml").write_text(FILE.read_text().replace(pin, pin + "|crashed", 1))
    with pytest.raises(MatrixError, match="pinned on kvm .* against the manual without a cause"):
        read(tmp_path / "m.toml")


@pytest.mark.parametrize(("old", "new", "says"), [
    ('method = "hlt"\nevent = "nmi"', 'method = "hlt"\nevent = "nmj"', "no such method or event"),
    ('method = "hlt"\nevent = "nmi"', 'method = "hlt"\nevent = "smi"', "hlt/smi/copied is there twice"),
    ('manual = ["recovered"]', 'manual = ["fine"]', "fine is no outcome"),
    ('manual = ["crashed"]', 'manual = ["crashed", "crashed"]', "2 outcomes for 1 points"),
])
def test_a_file_that_does_not_hold_together_is_refused(tmp_path, old, new, says) -> None:
    (tmp_path / "m.toml").write_text(FILE.read_text().replace(old, new, 1))
    with pytest.raises(MatrixError, match=says):
        read(tmp_path / "m.toml")


def test_a_method_without_rows_is_refused_and_told_what_to_do() -> None:
    names = kernel()
    more = Kernel({**names.sets, "methods": {**names.sets["methods"], "foo": Row("foo", "A method.")}})
    says = r"matrix.toml has no row for foo/mce/copied .* foo/none .*: add one, as its head says, .* ONLY=foo "
    with pytest.raises(MatrixError, match=says):
        read(names=more)
    assert read(names=more, whole=False).promised("foo") == "recovered"


def test_recording_pins_whole_rows_and_changes_nothing_else(tmp_path) -> None:
    file = tmp_path / "matrix.toml"
    file.write_text(re.sub(r'^[a-z-]+\."[^"]+" = .*\n', "", FILE.read_text(), flags=re.MULTILINE))
    bare = file.read_text()
    mine = [(c, "qemu-multi") for c in read(file).cells if c.matches("hlt/nmi") and c.point != "in-init"]
    measured = list(measure(read(file), mine, 1, {},
                            lambda o: verdict_of("crashed" if o["AT"] in ("copied", "reclaim") else "recovered")))
    pins.record(measured[:3], file)
    assert file.read_text() == bare, "a row with a point missing is not pinned"
    pins.record(measured, file)
    line = f'qemu-multi."{QEMU}" = ["recovered", "recovered", "crashed", "crashed"]\n'
    assert file.read_text().replace(line, "") == bare and file.read_text().count(line) == 1
    pins.record(measured, file)
    assert file.read_text().count(line) == 1


def test_a_race_is_not_over_because_one_side_of_it_was_seen() -> None:
    assert pins.kept("recovered|crashed", "crashed") == "recovered|crashed"
    assert pins.kept("recovered|crashed", "hung") == "hung"
    assert pins.kept("crashed", "recovered") == pins.kept(None, "recovered") == "recovered"


def recorded_as(version: str, words: dict[str, str], monkeypatch) -> list[Measured]:
    """A run of `init/mce` in this version: one event crashes unless it has another word at this point."""
    monkeypatch.setattr("handoff.matrix.measure.version_of", lambda options: version)
    return list(measure(read(), cells(only="init/mce"), 1, {}, lambda o: verdict_of(
        "crashed" if "STORM" in o.given else words.get(o["AT"], "crashed"))))


def test_another_version_is_pinned_beside_the_first_and_has_a_column_of_its_own(tmp_path, monkeypatch) -> None:
    file = tmp_path / "matrix.toml"
    file.write_text(FILE.read_text())
    before = page.pinned(read(file).cells)
    for version, words in (("99.1", {}), ("99.2", {}), ("99.10", {"parked": "hung"})):
        pins.record(recorded_as(version, words, monkeypatch), file)
    after = page.pinned(read(file).cells)
    kept = [(e.cell.name(), e.column, e.outcome) for e in after if not e.column[1].startswith("99.")]
    assert kept == [(e.cell.name(), e.column, e.outcome) for e in before]
    head, _, parked, others, *_ = (line for line in page.as_markdown(after).split("## init\n")[1].split("\n")
                                   if line.startswith(("| event", "|--", "| mce |")))
    column = head.split(" | ").index("qemu-multi 99.2")
    assert head.split(" | ")[column + 1] == "qemu-multi 99.10", "10 comes after 2"
    assert parked.startswith("| mce | parked |") and others.startswith("| mce | copying, copied, reclaim |")
    assert parked.split(" | ")[column:column + 2] == ["✘ crashed", "**✘ hung ≠**"]
    assert others.split(" | ")[column:column + 2] == ["✘ crashed", "✘ crashed"]


def test_a_run_that_never_was_is_not_pinned(tmp_path, monkeypatch) -> None:
    file = tmp_path / "matrix.toml"
    file.write_text(FILE.read_text())
    pins.record(recorded_as("unknown", {}, monkeypatch), file)
    assert file.read_text() == FILE.read_text()


def test_what_is_said_of_a_version_goes_before_what_is_said_of_its_platform() -> None:
    cell = Cell("m", "nmi", "parked", 1, "recovered", "s", {"q": "always", "q@10": "new", "q@10.1": "newer", "r": "r"})
    assert [cell.cause("q", version) for version in ("7.2", "10.0.8", "10.1.2", "100")] == [
        "always", "new", "newer", "always"]
    assert cell.cause("s", "10") == ""


def test_a_run_has_the_variables_of_all_its_platform_its_method_and_both() -> None:
    runs = {"all": {"SMP": "1x1x1", "MEM": "1G"}, "kvm": {"SMP": "1x2x2", "jmp": {"SMP": "1x1x2"}},
            "jmp": {"OFFLINE": "mwait"}}
    matrix = Matrix([], runs, {})

    def options(method: str, platform: str, **given: str) -> list[str]:
        made = matrix.options(Cell(method, "none", "", 1, "recovered", "s"), platform, given)
        return [made[name] for name in ("SMP", "MEM", "OFFLINE")]

    assert options("hlt", "qemu-multi") == ["1x1x1", "1G", options("hlt", "kvm")[2]]
    assert options("hlt", "kvm@6.1")[0] == "1x2x2"
    assert options("jmp", "kvm@6.1") == ["1x1x2", "1G", "mwait"]
    assert options("jmp", "qemu-multi")[0] == "1x1x1"
    assert options("jmp", "kvm@6.1", SMP="1x4x1")[0] == "1x4x1"


def test_the_page_is_what_is_pinned() -> None:
    there = (ROOT / "docs" / "matrix.md").read_text()
    assert there == page.as_markdown(page.pinned(read().cells)), "make matrix RECORD=1"


def test_the_page_shows_what_differs_and_why() -> None:
    text = page.as_markdown(page.measured_now(measure(read(), cells("qemu-single", "init/mce"), 1, {}, as_pinned)))
    assert " ✔ ≠ |" in text and f"- mce, qemu-single {QEMU}: INIT to a halted CPU" in text
