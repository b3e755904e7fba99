#!/usr/bin/python3
"""Stands in for QEMU: answers on the control socket, writes a log to the serial port and ends as it is told.

What to do is in the environment: FAKE_LOG (text for the serial port), FAKE_TRACE (text for QEMU's -D log),
FAKE_EVENT (reason of a SHUTDOWN event), FAKE_STATUS (exit status, or `never`).
"""

import json
import os
import re
import socket
import sys
import time

arguments = " ".join(sys.argv)
control = socket.socket(fileno=int(re.search(r"id=qmp,fd=(\d+)", arguments)[1]))


def say(message) -> None:
    control.sendall(json.dumps(message).encode() + b"\n")


say({"QMP": {}})
for line in control.makefile():
    say({"return": {}})
    if json.loads(line)["execute"] == "cont":
        break

with open(re.search(r"id=com1,path=(\S+)", arguments)[1], "w") as serial:
    for part in os.environ.get("FAKE_LOG", "").splitlines(keepends=True):
        serial.write(part)
        serial.flush()
with open(re.search(r"-D (\S+)", arguments)[1], "w") as trace:
    trace.write(os.environ.get("FAKE_TRACE", ""))
if "FAKE_EVENT" in os.environ:
    say({"event": "SHUTDOWN", "data": {"guest": True, "reason": os.environ["FAKE_EVENT"]}})
if os.environ["FAKE_STATUS"] == "never":
    time.sleep(3600)
sys.exit(int(os.environ["FAKE_STATUS"]))
