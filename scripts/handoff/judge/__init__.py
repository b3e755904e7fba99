"""From a log and the way the machine ended to a verdict.

Here belongs what needs no emulator and no kernel: reading the log, judging it, and how a verdict is written.
"""
