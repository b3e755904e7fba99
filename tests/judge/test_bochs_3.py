"""Bochs 3 beside Bochs 2: a triple fault is an end in both, which the one calls a panic and the other an error."""

import pytest

from handoff.judge.judge import End
from handoff.run.disk import Disk
from handoff.run.options import parse
from handoff.run.platforms import bochs

FAULT = "exception(): 3rd (13) exception with no resolution"
BOCHS_2 = f"00103762170p[CPU1  ] >>PANIC<< {FAULT}\n"
BOCHS_3 = f"00177786970e[CPU1  ] {FAULT}, shutdown status is 00h, resetting\n"
OTHER = "00000878047i[BIOS  ] Shutdown flag 0\n00177786970e[CPU1  ] interrupt(long mode): gate is not valid\n"


@pytest.mark.parametrize(("log", "end"), [(OTHER + BOCHS_2, End.TRIPLE_FAULT), (OTHER + BOCHS_3, End.TRIPLE_FAULT),
                                          (OTHER, End.DIED)])
def test_how_it_ended(tmp_path, log, end) -> None:
    (tmp_path / "serial.log").touch()
    options = parse(["PLATFORM=bochs", "BOCHS=/bin/sleep"])
    with Disk(options, tmp_path) as disk:
        machine = bochs.Bochs(options, tmp_path, disk, exit_port=True)
        machine.process = bochs.subprocess.Popen(["sleep", "60"], start_new_session=True)
        try:
            assert not machine.ended()
            (tmp_path / "bochs.log").write_text(log)
            assert machine.ended() == (end is End.TRIPLE_FAULT), "Bochs 3 would go on with another boot"
            assert machine.facts().end is end
            said = [f"t={177786970 if log.endswith(BOCHS_3) else 103762170} CPU1 {FAULT}"]
            assert [p.partition(",")[0] for p in machine.panics()] == (said if end is End.TRIPLE_FAULT else [])
        finally:
            machine.kill()


@pytest.mark.parametrize(("version", "resets", "model"), [("2.7", 0, False), ("3.0", 1, True), ("3.1", 1, True)])
def test_what_bochs_3_is_told(monkeypatch, version, resets, model) -> None:
    monkeypatch.setattr(bochs, "version_of", lambda options: version)
    text = bochs.configuration(parse(["PLATFORM=bochs"]))
    assert f"reset_on_triple_fault={resets}," in text and ("model=corei7" in text) == model
