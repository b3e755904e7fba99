"""Xen's own console: what a guest wrote to port 0xe9, and what Xen says of the guest.

Xen gathers what a guest writes until the line ends, and prints it behind the domain's number, `(d7) text`; its own
words are `(XEN) text`, and dom0 writes between them without a mark (xen/drivers/char/console.c, guest_printk()).
"""

import re
from dataclasses import dataclass, field

GUEST = re.compile(r"\(d(\d+)\) ")
OF_THE_TOOLSTACK = "HVM"  # how Xen begins what it says of a guest that is made, two hundred lines of it
# hvm_print_line() (xen/arch/x86/hvm/hvm.c) has room for so many characters, DOMAIN_PBUF_SIZE - 1: a longer line is cut
# there, and one that is as long is followed by an empty one.
MOST = 199


@dataclass
class Console:
    """Read line by line, from the moment the domain is made."""

    domain: str = ""  # its number; whoever speaks first
    begun: str = ""  # of a line of the guest's, that Xen has cut
    said: list[str] = field(default_factory=list)  # by Xen, of this domain

    def take(self, line: str) -> str | None:
        """The line of the guest's log that is now whole, if one is."""
        line = line.rstrip("\r")
        found = GUEST.search(line)
        if found and not self.domain:
            self.domain = found[1]
        if not found:
            self.note(line)
            return None
        if found[1] != self.domain:
            return None
        text = line[found.end():]
        self.begun += text
        if len(text) >= MOST:
            return None
        whole, self.begun = self.begun, ""
        return whole

    def note(self, line: str) -> None:
        """Keeps what Xen itself says of the guest."""
        found = re.match(rf"\(XEN\) (?!{OF_THE_TOOLSTACK})(.*\bd{self.domain or '[1-9]'}(?:v\d+)?\b.*)", line)
        if found:
            self.said.append(found[1])

    def rest(self) -> str | None:
        """What a guest had begun that has ended."""
        return self.begun or None

    def triple_fault(self) -> bool:
        """Did Xen see one?  (xen/arch/x86/hvm/hvm.c, hvm_triple_fault())"""
        return any("Triple fault" in line for line in self.said)
