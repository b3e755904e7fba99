"""KVM in an emulated host: what the runner says when that host does not do as it should."""

import sys
import time
from pathlib import Path

import pytest

from handoff.judge.judge import End, Facts
from handoff.run.disk import Disk
from handoff.run.nested import host, machine
from handoff.run.options import parse
from handoff.run.platforms import find

FAKE = str(Path(__file__).with_name("fake_host.py"))


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """As much of a root file system as the host's initramfs is made of."""
    for name in ("boot/vmlinuz-6.1.0-1-amd64", "bin/busybox", "lib/modules/none"):
        (tmp_path / "tree" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "tree" / name).write_text("Debian 6.1.99-1")
    return tmp_path / "tree"


@pytest.fixture
def hosts(monkeypatch):
    """Hosts of this test alone."""
    mine = host.Hosts()
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
    assert hosts.unusable((sys.executable, FAKE, how, "0"), tree) == why
    assert hosts.host is None


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
    first = hosts.host
    run("ends", tree, tmp_path, 1)
    assert first is not None and hosts.host is first


def test_a_version_is_always_the_emulated_host() -> None:
    assert find("kvm@6.1").name == "kvm@6.1" and find("kvm@6.1").machine is not find("kvm").machine
    assert find("kvm@6.1").release == "6.1"
