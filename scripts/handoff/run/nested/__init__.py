"""KVM on a machine that has none: QEMU emulates a host with AMD's SVM, whose Linux runs QEMU with its own KVM."""
