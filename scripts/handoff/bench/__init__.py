"""How long a run takes, phase by phase, and how that compares with earlier runs.

Here belongs what times, adds up and prints; Debian's Linux, which is measured beside ours, is in linux/.
"""
