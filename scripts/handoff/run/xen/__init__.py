"""Xen without hardware: it boots in a QEMU that emulates SVM, and its dom0 starts our kernel as a guest."""
