"""The VERDICT line: the keys of RESULT, else what the kernel announced, else what was asked for, else `?`."""

import json

from synthetic import exited, log, verdict, whole

from handoff.judge.judge import End, Facts
from handoff.judge.verdict import skipped
from handoff.run.options import parse


def test_recovered() -> None:
    result = verdict(whole(), exited(0))
    assert str(result) == ("VERDICT recovered method=park offline=hlt inject=none at=none cpus=4/4 pages=885/885 "
                           "platform=qemu-multi boot=kernel store=ram layout=other cycles=1/1 "
                           "reason=every-check-passed")
    assert result.exit_status() == 0


def test_crash_knows_what_the_kernel_had_announced() -> None:
    result = verdict(whole("# RESULT"), Facts(End.TRIPLE_FAULT), parse(["PLATFORM=qemu-single", "BOOT=uefi"]))
    assert str(result) == ("VERDICT crashed method=park offline=hlt inject=none at=none cpus=? pages=? "
                           "platform=qemu-single boot=uefi store=ram layout=other cycles=?/1 reason=triple-fault")
    assert result.exit_status() == 1


def test_silence_knows_what_was_asked_for() -> None:
    result = verdict(log(), exited(0), parse(["METHOD=jmp", "LAYOUT=same", "CYCLES=3"]))
    assert str(result) == ("VERDICT unproven method=jmp offline=? inject=none at=none cpus=? pages=? "
                           "platform=qemu-multi boot=kernel store=? layout=same cycles=?/3 reason=silence")


def test_a_place_without_an_event_is_no_place() -> None:
    asked = "# options method=park inject={} at=copied cycles=1"
    nothing, nmi = (verdict(log("KTAP version 1", asked.format(event)), Facts(End.RESET)) for event in ("none", "nmi"))
    assert (nothing.keys["at"], nmi.keys["at"]) == ("none", "copied")


def test_every_option_that_the_kernel_announces_is_kept_and_the_line_stays_the_same() -> None:
    announced = "# options at=copied crash=no cycles=1 disk= hold=20 inject=none method=park new-one=7 store=ram"
    result = verdict(log("KTAP version 1", announced), Facts(End.RESET))
    assert (result.keys["new-one"], result.keys["hold"], result.keys["disk"]) == ("7", "20", "")
    assert str(result) == ("VERDICT crashed method=park offline=hlt inject=none at=none cpus=? pages=? "
                           "platform=qemu-multi boot=kernel store=ram layout=? cycles=?/1 reason=reset")


def test_skipped_platform() -> None:
    result = skipped(parse(["PLATFORM=kvm"]), "no-/dev/kvm")
    assert (result.word, result.exit_status()) == ("skipped", 77)


def test_json_holds_the_line() -> None:
    result = verdict(whole(), exited(0))
    assert json.loads(result.json())["line"] == str(result)
