"""Xen without hardware: QEMU emulates a machine with SVM, Xen boots on it, and its dom0 starts our kernel as a guest."""
