"""Debian's Linux in the same QEMU: fetched, packed, booted, timed and set beside our kernel."""
