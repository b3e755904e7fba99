"""Port 0xe9: the log's second way out, where an emulator or a hypervisor answers there."""

import pytest


@pytest.mark.parametrize("event", [[], ["INJECT=mce", "AT=copying"]], ids=["kernel", "safe-pages"])
def test_the_port_has_the_whole_log(boot, tmp_path, event) -> None:
    """With an event from outside a line comes from the safe pages, which write by themselves."""
    port = tmp_path / "port.log"
    run = boot("METHOD=park", "OFFLINE=hlt", f"DIRECTORY={tmp_path}", *event,
               f"QEMU_ARGS=-chardev file,id=e9,path={port} -device isa-debugcon,iobase=0xe9,chardev=e9")
    run.expect_recovered(8)
    serial = (tmp_path / "serial.log").read_bytes()
    ours = serial[serial.index(b"KTAP version 1"):].rstrip(b"\0")
    assert port.read_bytes().endswith(ours) and b"# RESULT recovered" in ours
    assert (b"# WAIT mce" in ours) == bool(event)


def test_a_port_that_does_not_say_what_it_is_is_not_written(boot, tmp_path) -> None:
    """As on a real machine, where anything may be behind it."""
    port = tmp_path / "port.log"
    run = boot("METHOD=park", "OFFLINE=hlt", "SMP=1x2x1", "INJECT=mce", "AT=copying",
               f"QEMU_ARGS=-chardev file,id=e9,path={port} -device isa-debugcon,iobase=0xe9,readback=0x5a,chardev=e9")
    run.expect_recovered(2)
    assert port.read_bytes() == b""
