"""A guest of Xen's: its log read from Xen's console, and how it ended."""

import pytest

from handoff.judge.judge import End
from handoff.run.follower import Follower
from handoff.run.options import parse
from handoff.run.xen import domain
from handoff.run.xen.console import MOST, Console
from handoff.run.xen.domain import Domain
from handoff.run.xen.outer import Outer

TRIPLE_FAULT = "(XEN) d3v1 Triple fault - invoking HVM shutdown action 1"


def read(*lines: str) -> tuple[Console, list[str]]:
    """What a console makes of these lines."""
    console = Console()
    texts = [console.take(line) for line in lines]
    return console, [text for text in texts if text is not None]


def test_the_guests_lines_and_no_others() -> None:
    console, log = read("(XEN) HVM d3v0 save: CPU\r", "(d3) KTAP version 1\r", "[   20.1] 9p: Installing v9fs\r",
                        "(d3) 1..14\r", "(XEN) d3v0 VMEXIT of some kind\r", "(XEN) d2v0 speaks too late\r")
    assert log == ["KTAP version 1", "1..14"]
    assert console.said == ["d3v0 VMEXIT of some kind"]


def test_a_guest_that_is_not_ours_is_not_read() -> None:
    assert read("(d3) ok 1 - mine", "(d4) ok 2 - another's", "(d3) ok 2 - mine")[1] == ["ok 1 - mine", "ok 2 - mine"]


def test_dom0_may_have_begun_a_line() -> None:
    assert read("login: (d3) # RESULT recovered")[1] == ["# RESULT recovered"]


def test_an_empty_line_is_one() -> None:
    assert read("(d3) ", "(d3) 1..14")[1] == ["", "1..14"]


@pytest.mark.parametrize("size", [MOST - 1, MOST, MOST + 1, 2 * MOST, 2 * MOST + 7])
def test_a_long_line_is_one_line(size: int) -> None:
    """Cut as hvm_print_line() cuts it: a full buffer goes out, and what is left at the newline, if only nothing."""
    text = "# " + "x" * (size - 2)
    pieces = [text[start:start + MOST] for start in range(0, size, MOST)] + ([""] if size % MOST == 0 else [])
    assert read(*(f"(d3) {piece}" for piece in pieces), "(d3) 1..14")[1] == [text, "1..14"]


def test_pieces_of_a_line_with_another_speaker_between() -> None:
    piece = "# " + "y" * (MOST - 2)
    console, log = read(f"(d3) {piece}", "(XEN) d3v0 says something", "[  1.0] dom0 too", "(d3) end")
    assert log == [piece + "end"] and console.rest() is None


def test_what_a_guest_had_begun_is_not_lost() -> None:
    console, log = read("(d3) # " + "z" * (MOST - 2))
    assert not log and console.rest()


def test_a_triple_fault_of_this_guest() -> None:
    assert read("(d3) 1..14", TRIPLE_FAULT)[0].triple_fault()
    assert not read("(d4) 1..14", TRIPLE_FAULT)[0].triple_fault()


class Fake(Outer):
    """An outer machine without one."""

    def __init__(self, place, console: str, xl: str, alive: bool = True) -> None:  # pylint: disable=W0231
        self.share, self.console, self.is_alive = place, place / "console.log", alive
        self.console.write_text(console)
        (self.share / "xl.log").write_text(xl)
        self.unread = ["ended"] if xl else []

    def alive(self) -> bool:
        return self.is_alive

    def lines(self) -> list[str]:
        unread, self.unread = self.unread, []
        return unread


def end_of(place, console: str, xl: str, alive: bool = True) -> tuple[End | None, str]:
    """How such a run ended, or None if it has not; and its log."""
    run = Domain("pvh", parse(["PLATFORM=xen-pvh"]), place, None, True)
    run.outer = Fake(place, console, xl, alive)
    run.follower = Follower(run.outer.console)
    ended = run.ended()
    return run.facts().end if ended else None, (place / "serial.log").read_text()


def shut_down(reason: int) -> str:
    """What xl says."""
    return f"Waiting for domain handoff (domid 3) to die [pid 99]\nDomain 3 has shut down, reason code {reason} 0x0\n"


@pytest.mark.parametrize("xl, end", [(shut_down(0), End.POWEROFF), (shut_down(1), End.RESET),
                                     (shut_down(3), End.DOMAIN_CRASH), (shut_down(7), End.DOMAIN_CRASH),
                                     ("libxl: error: out of memory\n", End.NOT_STARTED), ("", None)])
def test_ends_as_xl_tells_them(tmp_path, xl: str, end: End | None) -> None:
    assert end_of(tmp_path, "(d3) KTAP version 1\n", xl)[0] is end


def test_xl_calls_a_triple_fault_a_reboot(tmp_path) -> None:
    assert end_of(tmp_path, f"(d3) KTAP version 1\n{TRIPLE_FAULT}\n", shut_down(1))[0] is End.TRIPLE_FAULT


def test_after_its_result_a_guest_has_nothing_more_to_say(tmp_path, monkeypatch) -> None:
    result = "(d3) # RESULT recovered\n"
    assert end_of(tmp_path, result, "")[0] is None
    monkeypatch.setattr(domain, "LINGER", -1)
    end, log = end_of(tmp_path, result, "")
    assert end is End.STOPPED and log.endswith("# RESULT recovered\n")


def test_a_triple_fault_after_the_result_is_one(tmp_path) -> None:
    assert end_of(tmp_path, f"(d3) # RESULT recovered\n{TRIPLE_FAULT}\n", shut_down(1))[0] is End.TRIPLE_FAULT


def test_all_cpus_halted_after_the_result_is_no_power_off(tmp_path) -> None:
    assert end_of(tmp_path, "(d3) # RESULT recovered\n", shut_down(0))[0] is End.STOPPED


def test_xen_gone_is_the_emulators_death(tmp_path) -> None:
    end, log = end_of(tmp_path, "(d3) KTAP version 1\n(d3) # unfinis", "", alive=False)
    assert end is End.DIED and log == "KTAP version 1\n# unfinis\n"
