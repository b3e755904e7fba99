"""Pieces of a Linux that is booted without being installed: its initramfs and its modules."""
