"""What the kernel knows, as the model's numbers: names are the ELF's."""

from handoff.run.names import Kernel
from handoff.run.platforms import platforms

MACHINES = ("manual", "qemu", "bochs")  # tests/model/machine.pml
DEVIATING = {"qemu-multi": "qemu", "qemu-single": "qemu", "bochs": "bochs"}
# Hypervisors answer the probes as the manuals do; what cannot be provoked there has no outcome to compare.
PLATFORMS = {name: DEVIATING.get(name, "manual") for name in platforms()}
ANYWHERE = "anywhere"  # at every moment; the kernel's own points are four
# What can be left out of the machinery, one at a time (tests/model/methods.pml, handoff.pml, cpu.pml).
STEPS = ("NOTHING", "STACK", "LIDT", "CR3", "PAGING", "ARRIVE", "AWAIT", "TAKE", "GO", "PREPARE", "WAKEUP", "INIT",
         "SIPI", "BACK", "B_CR3", "B_LIDT", "T_STACK", "T_LIDT", "T_MCE", "MCIP")


def sets(kernel: Kernel) -> dict[str, tuple[str, ...]]:
    """The names by the prefix that the model has for them."""
    return {"M": kernel.methods(), "E": kernel.values("inject"), "P": (*kernel.values("at"), ANYWHERE), "O": STEPS}


def promela(kernel: Kernel) -> str:
    """names.pml."""
    return "".join(f"#define {prefix}_{name.replace(',', '_')} {i}\n"
                   for prefix, names in sets(kernel).items() for i, name in enumerate(names))
