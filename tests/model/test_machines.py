"""The machines of the model are what the probes measured: another answer, another prediction."""

import pytest

from handoff.matrix.probes import rows_of
from handoff.model.machines import DEVIATIONS, MANUAL, PAGE, Machines, from_answers, read, recorded
from handoff.model.search import Case, search
from handoff.run.names import kernel

HALTED = "registers before-init rip=ffffffff8002ffe2 cs=0008 cr0=80010011 cr4=00000060 hlt=1"
QEMU = frozenset({"init_is_late", "nmi_in_wfs", "smi_in_wfs", "mwait_is_pause"})


def without(page: str, probe: str, platform: str, answer: str) -> str:
    """The page, with another answer to a probe."""
    rows = page.split("\n")
    mine = [number for number, row in enumerate(rows) if f"| `{probe}` | {platform}" in row]
    assert mine
    for number in mine:
        rows[number] = "|".join([*rows[number].split("|")[:4], f" {answer} |"])
    return "\n".join(rows)


def test_the_machines_recorded() -> None:
    assert set(recorded().all()) == {MANUAL, QEMU, frozenset({"no_mce"})}


def test_who_was_never_asked_is_the_manuals_machine_and_a_version_between_is_the_older_ones() -> None:
    machines = Machines({("bochs", "2.7"): QEMU, ("bochs", "3.1"): MANUAL})
    assert machines.of("kvm", "6.1.1-tcg") == MANUAL
    assert [machines.of("bochs", version) for version in ("2.6", "2.7", "3.0", "3.1", "4.0")] == [
        QEMU, QEMU, QEMU, MANUAL, MANUAL]


def test_every_probe_that_the_model_asks_is_the_kernels() -> None:
    assert {row["probe"] for row in DEVIATIONS.values()} <= set(kernel().names("probes"))


@pytest.mark.parametrize(("probe", "answer", "what"), [
    ("init-nmi", "blocked=no delivered=1 after-sipi=0 sipi-takes=yes", "nmi_in_wfs"),
    ("init-smi", "crashed (reset)", "smi_in_wfs"),
    ("init-mce", "came=no sipi-takes=yes", "no_mce"),
    ("init-halted", f"sipi-takes=yes {HALTED} registers after-init rip=ffffffff8002ffe2 cs=0008 cr0=80010011 hlt=1",
     "init_is_late"),
    ("mwait", "monitor=yes sleeps=no wakes=3463 us=3", "mwait_is_pause"),
])
def test_what_an_answer_says(probe: str, answer: str, what: str) -> None:
    assert from_answers({probe: answer}) == {what}


@pytest.mark.parametrize("answer", ["registers before-init rip=? cs=? cr0=? registers after-init rip=? cs=? cr0=?",
                                    f"{HALTED} registers after-init rip=? cs=f000 cr0=60000010 cr4=00000000 hlt=0"])
def test_init_that_was_taken_or_cannot_be_seen_is_not_late(answer: str) -> None:
    assert from_answers({"init-halted": answer}) == MANUAL


def test_another_answer_is_another_prediction() -> None:
    """`init` with two NMIs dies on QEMU, which takes them in wait-for-SIPI."""
    page = PAGE.read_text()
    asked = {"METHOD": "init", "EVENT": "nmi", "POINT": "copied", "OMIT": "NOTHING", "PROMPT": 1}
    assert ("init-nmi", ("qemu-multi", "7.2.22")) in rows_of(page)
    for name, said in (("as-it-is", page),
                       ("blocked", without(page, "init-nmi", "qemu", "blocked=yes delivered=0 after-sipi=1"))):
        machines = read(said)
        machine = machines.name_of(machines.of("qemu-multi", "7.2.22"))
        outcomes = search(kernel(), f"probed-{name}", asked, machines).outcomes
        assert outcomes[Case(machine, "init", "nmi", "copied", 2, "NOTHING")] == (
            {"crashed"} if said is page else {"recovered"})
