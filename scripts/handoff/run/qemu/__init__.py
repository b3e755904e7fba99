"""What only QEMU needs, whichever platform it is run as: its command line, control socket, firmware and screen."""
