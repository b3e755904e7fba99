"""Debian's Linux as a thing to boot: its packages, unpacked and never installed, and the archives that it starts from.

Here belongs what every use of Linux needs; what it then does is said where it is used.
"""
