"""What is read from the console of a Linux that is kernel A, and what its functions are called."""

from pathlib import Path

import pytest

from handoff.judge import linux
from handoff.judge.judge import End, Facts
from handoff.linux import bzimage
from handoff.linux.debian import PackageError, run
from handoff.roots import RootError
from handoff.run import cell, iso
from handoff.run.errors import OptionError
from handoff.run.linux import console, story, symbols
from handoff.run.options import parse
from handoff.run.platforms import bochs

CONSOLE = """[    0.000000] Linux version 6.1.0-56-cloud-amd64
[    2.0] MARK linux 6.1.0-56-cloud-amd64 online=0,2,4,6 #1 SMP PREEMPT_DYNAMIC Debian 6.1.192-2 (2026-11-16)
[    2.1] MARK text=ffffffff86200000
"""
RESET, SLOW = Facts(End.RESET), Facts(End.TIMEOUT, seconds=60)


def test_the_version_is_debians_own() -> None:
    assert linux.version(CONSOLE) == "linux-6.1.192"
    assert linux.version("[ 2.0][  T1] MARK linux 7.3.4-mine online=0 #1 SMP Tue") == "linux-7.3.4-mine"
    assert linux.version("MARK linux 9.9") == "linux-?", "a line that is not the kernel's log"


def test_where_its_text_is() -> None:
    assert linux.text_address(CONSOLE) == 0xffffffff86200000
    assert linux.text_address("[ 2.1] MARK text=") is None


@pytest.mark.parametrize(("console", "facts", "verdict"), [
    ("[ 2] MARK refused lockdown=integrity: kexec_load failed: Operation not permitted", RESET,
     ("refused", "linux-lockdown-integrity-kexec-load-failed-operation-not-permitted")),
    ("[ 2] MARK skipped no-kexec-in-this-kernel", RESET, ("skipped", "linux-no-kexec-in-this-kernel")),
    ("[ 2] Kernel panic - not syncing: VFS: Unable to mount root fs", RESET,
     ("unproven", "linux-panic-vfs-unable-to-mount-root-fs")),
    ("[ 2] MARK hands over", RESET, ("unproven", "reset-after-linux")),
    ("[ 2] smp: Bringing up", SLOW, ("unproven", "timeout-after-60s-in-linux")),
    ("", Facts(End.TRIPLE_FAULT), ("unproven", "triple-fault-in-linux")),
])
def test_why_our_kernel_was_silent(console, facts, verdict) -> None:
    assert linux.why_silent(CONSOLE + console, facts) == verdict


def test_functions_have_names() -> None:
    lines = [f"{0xffffffff81000000 + 16 * n:016x} T function_{n}" for n in range(symbols.LEAST)]
    found = symbols.parse("\n".join(["ffffffff81000000 T _stext", "0000000000000000 A none", *lines]))
    assert found.name(0x1a) == "function_1+0xa"
    assert found.name(-1) == "?" and found.name(1 << 40) == "?"


def test_too_few_functions_are_no_kernel() -> None:
    with pytest.raises(symbols.NoSymbols, match="named 1 of"):
        symbols.parse("ffffffff81000000 T _stext")


@pytest.mark.parametrize("variables", [("METHOD=hlt",), ("METHOD=park",), ("BOOT=iso",), ("LINUX=/nowhere",),
                                       ("LINUX=/etc/hostname",), ("LINUX_ARGS=story=x",)])
def test_what_means_nothing_with_linux(variables) -> None:
    with pytest.raises(OptionError, match="means nothing|is not there|is no bzImage|malformed"):
        parse(("FROM=linux-kexec", *variables))


def test_no_method_is_asked_of_linux() -> None:
    asked = parse(("FROM=linux-kexec", "APPEND=method=park from=none")).asked()
    assert "method" not in asked and asked["from"] == "linux-kexec"


def test_linux_is_told_what_becomes_of_siblings() -> None:
    assert parse(("FROM=linux-kexec",)).parks_siblings()
    assert not parse(("FROM=linux-kexec", "SMT=1")).parks_siblings()
    assert parse(("FROM=linux-kexec", "INJECT=nmi")).words() == ["from=linux-kexec", "inject=nmi"]
    with pytest.raises(OptionError, match="without FROM"):
        parse(("LINUX=/etc/hostname",))
    with pytest.raises(OptionError, match="without FROM"):
        parse(("LINUX_ARGS=quiet",))
    assert console.words(parse(("TO=linux", "LINUX_ARGS=quiet nokaslr"))).endswith(" quiet nokaslr")


def test_no_linux_is_a_skip_with_apts_words(monkeypatch, tmp_path) -> None:
    def fail(*_: object) -> None:
        raise PackageError("apt-get: Temporary failure resolving 'deb.debian.org'")

    monkeypatch.setattr(cell, "prepare", fail)
    shown: list[str] = []
    verdict = cell.run_cell(parse(("FROM=linux-resume", f"DIRECTORY={tmp_path}")), show=shown.append)
    assert (verdict.word, verdict.reason, verdict.exit_status()) == ("skipped", "no-linux-to-be-had", 77)
    assert verdict.keys["method"] == "?" and "Temporary failure" in shown[0]


def test_the_kernel_of_another_suite(monkeypatch, tmp_path) -> None:
    image = tmp_path / "boot" / "vmlinuz-5.10.0-1-cloud-amd64"
    image.parent.mkdir()
    image.touch()

    def root_of(suite: str, _: tuple[str, ...]) -> Path:
        if suite != "bullseye":
            raise RootError("no mirror")
        return tmp_path

    monkeypatch.setattr(story, "root_of", root_of)
    assert story.kernel_of(parse(("FROM=linux-kexec", "LINUX=@bullseye")), tmp_path / "ours") == image
    with pytest.raises(PackageError, match="no mirror"):
        story.kernel_of(parse(("TO=linux", "LINUX=@trixie-backports")), tmp_path / "ours")
    with pytest.raises(OptionError, match="LINUX=@ is not there.*@SUITE"):
        parse(("TO=linux", "LINUX=@"))


def test_no_apt_is_no_linux() -> None:
    with pytest.raises(PackageError, match="no-such-apt"):
        run("no-such-apt", "update")


def test_bochs_boots_it_from_an_iso_as_an_intel(tmp_path, monkeypatch) -> None:
    kernel = bytes(bzimage.MAGIC_AT) + bzimage.MAGIC
    (tmp_path / "bzImage").write_bytes(kernel)
    (tmp_path / "initramfs.cpio").write_bytes(b"initramfs.cpio")
    options = parse(("PLATFORM=bochs", "FROM=linux-resume", f"LINUX={tmp_path / 'bzImage'}"))
    monkeypatch.setattr(bochs, "is_bochs_3", lambda options: False)  # whose models have their vendor with them
    text = bochs.configuration(options)
    assert 'vendor_string="GenuineIntel"' in text and "com2: enabled=1, mode=file, dev=linux.log" in text
    made = {}
    monkeypatch.setattr(iso, "make", lambda files, config, image, modules: made.update(files, config=config))
    bochs.disc(options, tmp_path)
    assert made["bzImage"].read_bytes() == kernel and made["linux.cpio"].read_bytes() == b"initramfs.cpio"
    assert "linux /boot/bzImage console=ttyS1" in made["config"]
    assert "story=linux-resume nosmt idle=halt" in made["config"]
    with pytest.raises(OptionError, match="BOOT=uefi"):
        parse(("PLATFORM=bochs", "FROM=linux-resume", "BOOT=uefi"))
    plain = bochs.configuration(parse(("PLATFORM=bochs",)))
    assert "GenuineIntel" not in plain and "com2" not in plain
