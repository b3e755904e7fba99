#!/usr/bin/python3
"""Stands in for the emulated host: speaks on its command port as its first argument says.

silent: says nothing; gone: ends at once; no-svm: has no KVM; dies: ends when it is given a run; ends: each run ends at
once with the second argument as its status.
"""

import re
import socket
import sys
import time

how, status = sys.argv[1:3]
command = socket.socket(fileno=int(re.search(r"id=command,fd=(\d+)", " ".join(sys.argv))[1]))
qmp = socket.socket(fileno=int(re.search(r"id=qmp,fd=(\d+)", " ".join(sys.argv))[1]))
if how == "silent":
    time.sleep(3600)
if how == "gone":
    sys.exit(0)
command.sendall(b"ready 6.1.0 no-SVM\n" if how == "no-svm" else b"ready 6.1.0 kvm\n")
for directory in command.makefile():
    if how == "dies":
        sys.exit(0)
    qmp.sendall(b'{"QMP": {}}\n')
    replies = qmp.makefile()
    for _ in ("qmp_capabilities", "cont"):
        replies.readline()
        qmp.sendall(b'{"return": {}}\n')
    command.sendall(f"ended {status}\n".encode())
