"""KVM in an emulated host: what the runner says when that host does not do as it should."""

import sys
import time
from pathlib import Path

import pytest

from handoff.judge.judge import End, Facts
from handoff.run.disk import Disk
from handoff.run import places
from handoff.run.nested import host, machine
from handoff.run.options import parse
from handoff.run.platforms import find

FAKE = str(Path(__file__).with_name("fake_host.py"))


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """As much of a root file system as the host's initramfs is made of."""
    built_in = "".join(f"kernel/{name}.ko\n" for name in host.MODULES)
    for name, content in (("boot/vmlinuz-6.1.0-1-amd64", "Debian 6.1.99-1"), ("bin/busybox", ""),
                          ("lib/modules/6.1.0-1-amd64/modules.builtin", built_in)):
        (tmp_path / "tree" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "tree" / name).write_text(content)
    return tmp_path / "tree"


@pytest.fixture
def hosts(monkeypatch):
    """Room for a host, of this test alone."""
    mine = places.Places(host.make, 1)
    monkeypatch.setattr(machine, "HOSTS", mine)
    yield mine
    mine.stop()


def run(how: str, tree: Path, directory: Path, status: int = 0) -> tuple[Facts, list[str]]:
    """One run in a fake host."""
    options = parse(["PLATFORM=kvm", "CPU=host"])
    qemu = (sys.executable, FAKE, how, str(status))
    with machine.Nested(qemu, tree, options, directory, Disk(options, directory), True) as nested:
        limit = time.monotonic() + 20
        while not nested.ended() and time.monotonic() < limit:
            time.sleep(0.01)
        return nested.facts(), nested.complaints()


@pytest.mark.parametrize(("how", "why"), [
    ("silent", "the-emulated-host-is-silent"),
    ("gone", "the-emulated-host-went-away"),
    ("no-svm", "no-SVM-in-the-emulated-host"),
])
def test_a_host_that_does_not_start_is_a_reason_to_skip(how: str, why: str, tree: Path, hosts, monkeypatch) -> None:
    monkeypatch.setattr(host, "START_SECONDS", 2.0)
    assert hosts.why_not(((sys.executable, FAKE, how, "0"), tree)) == why
    assert hosts.places[0].machine is None


def test_a_host_that_dies_in_a_run_proves_nothing_and_the_next_run_gets_a_new_one(tree, tmp_path, hosts) -> None:
    facts, said = run("dies", tree, tmp_path)
    assert facts.end is End.NOT_STARTED and said == ["the-emulated-host-went-away"]
    assert run("ends", tree, tmp_path, 1)[0] == Facts(End.EXIT, code=0)


@pytest.mark.parametrize(("status", "facts"), [
    (1, Facts(End.EXIT, code=0)), (3, Facts(End.EXIT, code=1)), (155, Facts(End.EXIT, code=77)),
    (137, Facts(End.DIED)), (139, Facts(End.DIED)),
])
def test_a_shells_status_is_the_emulators(status: int, facts: Facts, tree, tmp_path, hosts) -> None:
    assert run("ends", tree, tmp_path, status)[0] == facts


def test_a_host_is_used_again(tree, tmp_path, hosts) -> None:
    run("ends", tree, tmp_path, 1)
    first = hosts.places[0].machine
    run("ends", tree, tmp_path, 1)
    assert first is not None and hosts.places[0].machine is first


def test_two_runs_at_a_time_have_a_host_each(tree, tmp_path, monkeypatch) -> None:
    two = places.Places(host.make, 2)
    monkeypatch.setattr(machine, "HOSTS", two)
    qemu = (sys.executable, FAKE, "ends", "1")
    first, second = two.take(), two.take()
    assert first is not None and second is not None
    assert first.get((qemu, tree)) is not second.get((qemu, tree))
    monkeypatch.setattr(places, "PATIENCE", 0.01)
    assert two.take() is None, "a third has to wait"
    two.give_back(first)
    assert run("ends", tree, tmp_path, 1)[0] == Facts(End.EXIT, code=0)
    two.stop()
    assert not any(place.machine for place in two.places)


def test_a_version_is_always_the_emulated_host() -> None:
    assert find("kvm@6.1").name == "kvm@6.1" and find("kvm@6.1").machine is not find("kvm").machine
    assert find("kvm@6.1").release == "6.1"
