"""What the kernel knows, as the model's numbers: names are the ELF's; and each method's part, by its name."""

from handoff.run.names import Kernel

ANYWHERE = "anywhere"  # at every moment; the kernel's own points are beside it
# What can be left out of the machinery, one at a time (tests/model/*.pml).
STEPS = ("NOTHING", "STACK", "LIDT", "CR3", "PAGING", "ARRIVE", "AWAIT", "TAKE", "GO", "PREPARE", "WAKEUP", "INIT",
         "SIPI", "BACK", "B_CR3", "B_LIDT", "T_STACK", "T_LIDT", "T_MCE", "MCIP", "CLOSE", "SHUT_OUT", "UNLESS", "SIGN",
         "GATHER", "CALL", "ALL_REACH")
# What every tests/model/methods/NAME.pml says of its method, as a row of smp/method/ does.
PARTS = ("leave", "wait", "stored", "take", "stop", "reclaim")
CONDITIONS = ("may_go_on", "by_sipi")


def sets(kernel: Kernel) -> dict[str, tuple[str, ...]]:
    """The names by the prefix that the model has for them."""
    return {"M": kernel.methods(), "E": kernel.values("inject"), "P": (*kernel.values("at"), ANYWHERE), "O": STEPS}


def word(name: str) -> str:
    """As Promela can have it."""
    return name.replace(",", "_").replace("-", "_")


def family(method: str) -> str:
    """The file: park,noidt is an option of park."""
    return method.partition(",")[0]


def promela(kernel: Kernel) -> str:
    """names.pml."""
    return "".join(f"#define {prefix}_{word(name)} {i}\n"
                   for prefix, names in sets(kernel).items() for i, name in enumerate(names))


def methods(kernel: Kernel) -> str:
    """methods.pml: every method's file, and who is asked for what."""
    files = dict.fromkeys(family(method) for method in kernel.methods())
    is_of = {name: "(" + " || ".join(f"method == M_{word(m)}" for m in kernel.methods() if family(m) == name) + ")"
             for name in files}
    lines = [f'#include "methods/{name}.pml"' for name in files]
    for part in PARTS:
        rows = "".join(f"    :: {mine} -> {name}_{part}(i)\n" for name, mine in is_of.items())
        lines.append(f"inline {part}(i) {{\n    if\n{rows}    fi\n}}")
    for condition in CONDITIONS:
        rows = " || ".join(f"({mine} && ({name}_{condition}(i)))" for name, mine in is_of.items())
        lines.append(f"#define {condition}(i) ({rows})")
    return "\n".join(lines) + "\n"
