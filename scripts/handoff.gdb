# For `make debug`, which prints the command: gdb -x scripts/handoff.gdb -ex 'target remote …' build/gcc/handoff.elf
#
# Both kernels are the same ELF at the same virtual addresses, so the symbols gdb loaded from it are right in every
# life, in whichever slot the life has its pages.  Code that runs at physical addresses (boot/entry.asm, before paging
# is its own) needs them once more, shifted: the log says `# slot life=A base=0x…`; then
#
#   handoff-slot 0x4000000
#
# Use hardware breakpoints (hbreak): a software breakpoint is a byte in memory, and memory is about to be overwritten.

set pagination off
set confirm off
set breakpoint pending on
set architecture i386:x86-64

python
import gdb


class HandoffSlot(gdb.Command):
    """handoff-slot BASE: adds the kernel's symbols where they lie physically when its slot begins at BASE."""

    def __init__(self):
        super().__init__("handoff-slot", gdb.COMMAND_FILES)

    def invoke(self, argument, from_tty):
        base = int(gdb.parse_and_eval(argument))
        start = int(gdb.parse_and_eval("(unsigned long)&image_start"))
        offset = (base - start) % (1 << 64)
        gdb.execute(f"add-symbol-file {gdb.objfiles()[0].filename} -o {offset:#x}")


HandoffSlot()
end
