"""A real log is believed; with one thing changed it is not, for the reason that the table says."""

import pytest
from forgeries import FORGERIES, LOGS, Forgery
from forgeries_linux import FORGERIES as AFTER_LINUX
from forgeries_to_linux import FORGERIES as BEFORE_LINUX

from handoff.judge.judge import EXIT_CODES, End, Facts, Given, judge
from handoff.judge.log import parse

PASSED = Facts(End.EXIT, code=EXIT_CODES["recovered"])
MACHINE = Given(cpus=4)
OF_LINUX = {"linux-kexec": Given(cpus=8, options={"from": "linux-kexec"}),
            "to-linux": Given(cpus=8, options={"to": "linux", "method": "mailbox"})}


def machine_of(log: str) -> Given:
    """What each log was made on."""
    return OF_LINUX.get(log, MACHINE)


@pytest.mark.parametrize("name", ["whole", "cycles", "nvme", "all", "probes", "nmi", *OF_LINUX])
def test_as_they_were_they_are_believed(name) -> None:
    log = parse((LOGS / f"{name}.log").read_text())
    assert judge(log, PASSED, machine_of(name))[0] == "recovered"
    assert judge(log, Facts(End.STOPPED), machine_of(name))[0] == "recovered"


@pytest.mark.parametrize("forgery", [*FORGERIES, *AFTER_LINUX, *BEFORE_LINUX], ids=lambda forgery: forgery.name)
def test_a_forgery_is_seen(forgery: Forgery) -> None:
    word, reason = judge(parse(forgery.text()), PASSED, machine_of(forgery.log))
    assert word == "crashed" and reason.startswith(f"contradiction-{forgery.reason}")


@pytest.mark.parametrize(("given", "reason"), [
    (Given(cpus=8), "4-cpus-of-8"),
    (Given(cpus=4, options={"method": "init"}), "method=park-but-init-was-asked-for"),
    (Given(cpus=4, options={"inject": "nmi"}), "inject=none-but-nmi-was-asked-for"),
])
def test_the_machine_and_the_order_are_known_from_outside(given, reason) -> None:
    log = parse((LOGS / "whole.log").read_text())
    assert judge(log, PASSED, given) == ("crashed", f"contradiction-{reason}")


def test_a_linux_that_was_asked_for_is_in_the_log() -> None:
    log = parse((LOGS / "whole.log").read_text())
    given = Given(cpus=4, options={"from": "linux-kexec"})
    assert judge(log, PASSED, given) == ("crashed", "contradiction-from=?-but-linux-kexec-was-asked-for")


def test_names_are_unique() -> None:
    everything = [*FORGERIES, *AFTER_LINUX, *BEFORE_LINUX]
    assert len({forgery.name for forgery in everything}) == len(everything) >= 100
