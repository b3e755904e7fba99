#!/usr/bin/python3
"""Stands in for QEMU: answers on the control socket, writes a log to the serial port and ends as it is told.

What to do is in the environment: FAKE_LOG (text for the serial port), FAKE_TRACE (text for QEMU's -D log),
FAKE_STDERR (what it complains of), FAKE_EVENT (reason of a SHUTDOWN event), FAKE_STATUS (exit status, or `never`),
FAKE_REGISTERS (what the monitor says of those when it never ends), FAKE_VERSION (what --version says).

A machine that is switched on several times: FAKE_LOG, FAKE_EVENT and FAKE_STATUS may hold one value for each start,
separated by `|`; the last one serves all further starts.
"""

import json
import os
import re
import socket
import sys
import time

arguments = " ".join(sys.argv)
if "--version" in sys.argv:
    print(f"QEMU emulator version {os.environ.get('FAKE_VERSION', '0.0.1')}")
    sys.exit()
control = socket.socket(fileno=int(re.search(r"id=qmp,fd=(\d+)", arguments)[1]))


def say(message) -> None:
    control.sendall(json.dumps(message).encode() + b"\n")


sys.stderr.write(os.environ.get("FAKE_STDERR", ""))
say({"QMP": {}})
for line in control.makefile():
    say({"return": {}})
    if json.loads(line)["execute"] == "cont":
        break

log = re.search(r"id=com1,path=([^ ,]+),append=on", arguments)[1]
with open(log + ".starts", "a+") as file:
    file.write(".")
    start = file.tell() - 1


def value(name: str) -> str:
    """What the environment says for this start."""
    values = os.environ.get(name, "").split("|")
    return values[min(start, len(values) - 1)]


with open(log, "a") as serial:
    for part in value("FAKE_LOG").splitlines(keepends=True):
        serial.write(part)
        serial.flush()
with open(re.search(r"-D (\S+)", arguments)[1], "w") as trace:
    trace.write(os.environ.get("FAKE_TRACE", ""))
if value("FAKE_EVENT"):
    say({"event": "SHUTDOWN", "data": {"guest": True, "reason": value("FAKE_EVENT")}})
if value("FAKE_STATUS") == "never":
    for line in control.makefile():
        say({"return": os.environ.get("FAKE_REGISTERS", "")})
    time.sleep(3600)
sys.exit(int(value("FAKE_STATUS")))
