"""One run: from make's variables to a machine that boots the kernel, and to its verdict.

Here belongs what a run needs, its variables, disk, ISO and firmware; what only one emulator needs is in platforms/.
"""
