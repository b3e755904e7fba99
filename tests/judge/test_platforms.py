"""A platform is one module with one row: whoever adds a file has added a platform, to every tool."""

import pytest

from handoff.run import platforms, variables
from handoff.run.errors import OptionError
from handoff.run.names import kernel
from handoff.run.options import Options, parse
from handoff.run.versions import version_of

MODULE = """
from handoff.run.platform import Platform

PLATFORM = Platform(name="abacus", emulator="beads", program=("ABACUS", "abacus-run"), machine=None,
                    version=lambda words: f"{words[0]} 1", defaults={"MEM": "1M", "CPU": "wood"},
                    boots=("iso", "kernel"), most_cpus=3, cannot=("SCREEN",), seconds=lambda options: 77,
                    probing={"SMP": "1x1x1"}, by_default=True)
"""


@pytest.fixture
def abacus(tmp_path, monkeypatch):
    """A platform of ten beads."""
    (tmp_path / "abacus_of_a_test.py").write_text(MODULE)
    monkeypatch.setattr(platforms, "__path__", [*platforms.__path__, str(tmp_path)])
    platforms.platforms.cache_clear()
    yield
    platforms.platforms.cache_clear()


def test_a_module_is_all_that_a_platform_needs(abacus) -> None:
    options = parse(["PLATFORM=abacus", "SMP=1x3x1", "ABACUS=mine"])
    assert (options["MEM"], options["CPU"], options["BOOT"]) == ("1M", "wood", "kernel")
    assert version_of(options) == "mine 1" and options.timeout() == 77
    assert "abacus" in platforms.measured_by_default()
    assert Options({})["ABACUS"] == "abacus-run" and "ABACUS" in variables.known(kernel())


@pytest.mark.parametrize(("argument", "says"), [
    ("SMP=1x4x1", "SMP=1x4x1 is too much for PLATFORM=abacus, which takes up to 3 CPUs"),
    ("BOOT=uefi", "BOOT=uefi is not possible with PLATFORM=abacus, which boots by: iso kernel"),
    ("SCREEN=1", "SCREEN=1 means nothing with PLATFORM=abacus")])
def test_its_limits_are_kept(abacus, argument, says) -> None:
    with pytest.raises(OptionError, match=says):
        parse(["PLATFORM=abacus", "SMP=1x1x1", argument])


def test_without_the_module_nothing_knows_it() -> None:
    with pytest.raises(OptionError, match="PLATFORM=abacus is unknown"):
        parse(["PLATFORM=abacus"])


def test_the_order_of_the_default_ones() -> None:
    rows = list(platforms.platforms().values())
    assert rows[0].name == Options({})["PLATFORM"], "the default is the first"
    assert [row.name for row in rows if row.by_default] == platforms.measured_by_default()
    assert len({row.name for row in rows}) == len(rows)
