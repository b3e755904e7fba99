"""Variables: what becomes words of the kernel, and what is refused before anything boots."""

import subprocess
import sys

import pytest

from handoff import ROOT
from handoff.run.errors import OptionError
from handoff.run.names import kernel
from handoff.run.options import parse

METHODS = kernel().names("methods")


def test_only_what_was_given_is_passed_on_and_the_method() -> None:
    assert parse([]).words() == ["method=park"]
    assert parse(["METHOD=hlt", "OFFLINE=hlt", "WITNESS=1M", "CYCLES=", "SMT=1", "APPEND=exit=reset x"]).words() == [
        "method=hlt", "offline=hlt", "witness=1M", "smt", "exit=reset", "x"]


def test_ablations_belong_to_a_method() -> None:
    assert parse(["METHOD=park,noidt"]).words() == ["method=park,noidt"]


def test_a_thousand_cpus_have_the_time_that_qemu_takes_to_make_them() -> None:
    def seconds(smp: str) -> float:
        options = parse([f"SMP={smp}"])
        return options.platform().seconds(options)
    assert seconds("1x4x2") < 70
    assert seconds("1x1024x1") > 1000, "576 s were too few on a busy machine"


@pytest.mark.parametrize(("argument", "names"), [
    ("METHOD=nonsense", METHODS),
    ("METHD=park", ("METHD", "METHOD")),
    ("OFFLINE=sleep", ("OFFLINE", "mwait", "hlt")),
    ("BOOT=floppy", ("BOOT", "iso", "kernel", "uefi")),
    ("PLATFORM=vax", ("PLATFORM", "qemu-multi", "qemu-single")),
    ("FAULT=oops", ("FAULT", "skip-extent")),
    ("SMP=8", ("SMP", "1x4x2")),
    ("SMP=0x4x2", ("SMP", "1x4x2")),
    ("MEM=lots", ("MEM", "512M")),
    ("TIMEOUT=soon", ("TIMEOUT", "seconds")),
    ("HOLD=1 method=mwait", ("HOLD",)),
    ("APPEND='; reboot", ("APPEND",)),
    ("park", ("park", "METHOD")),
])
def test_refused_with_what_is_allowed(argument, names) -> None:
    with pytest.raises(OptionError) as error:
        parse([argument])
    assert all(name in str(error.value) for name in names)


@pytest.mark.parametrize("arguments,name", [(["PICTURE=x.png"], "SCREEN=1"),
                                            (["SCREEN=1", "PICTURE=/nowhere/x.png"], "/nowhere/x.png")])
def test_a_picture_that_cannot_be_taken_is_refused(arguments, name) -> None:
    with pytest.raises(OptionError, match=name):
        parse(arguments)


@pytest.mark.parametrize(("argument", "names"), [
    ("BOOT=uefi", ("BOOT=uefi", "bochs")),
    ("SMP=1x8x2", ("SMP=1x8x2", "14")),
    ("DEBUG=1", ("DEBUG=1", "bochs")),
    ("QEMU_ARGS=-s", ("QEMU_ARGS=-s", "bochs")),
    ("SCREEN=1", ("SCREEN=1", "bochs")),
])
def test_what_bochs_cannot_do_is_refused(argument, names) -> None:
    assert parse(["PLATFORM=bochs"])["BOOT"] == "iso"
    with pytest.raises(OptionError) as error:
        parse(["PLATFORM=bochs", argument])
    assert all(name in str(error.value) for name in names)


def test_nonsense_on_the_command_line_boots_nothing() -> None:
    done = subprocess.run([sys.executable, ROOT / "scripts" / "run", "METHOD=nonsense", "QEMU=/bin/false"],
                          capture_output=True, text=True)
    assert done.returncode == 1 and done.stdout == ""
    assert done.stderr == f"METHOD=nonsense is unknown; the methods are: {' '.join(METHODS)}\n"


def test_repeating_command() -> None:
    assert parse(["METHOD=jmp", "QEMU_ARGS=-smp 4,maxcpus=8", "DIRECTORY=/tmp/x"]).command() == (
        "make run METHOD=jmp QEMU_ARGS='-smp 4,maxcpus=8'")


def test_make_hands_every_variable_over_unharmed() -> None:
    done = subprocess.run(["make", "-n", "-o", "kernel", "--no-print-directory", "-C", ROOT, "debug", "METHOD=hlt",
                           "QEMU_ARGS=-name it's -smp 4,maxcpus=8", "METHD=x"],
                          capture_output=True, text=True, timeout=60)
    line = done.stdout.strip().splitlines()[-1]
    assert "'METHOD=hlt'" in line and "'METHD=x'" in line and "'QEMU_ARGS=-name it'\\''s -smp 4,maxcpus=8'" in line
