; From the safe pages into Linux, by the boot CPU: as its 64-bit boot protocol wants to be entered (Linux'
; Documentation/arch/x86/boot.rst, "64-bit Boot Protocol"). The copier lands here (boot/to_linux.cpp).
;
;   in   rdi = Linux' 64-bit entry, rsi = zero page, on the safe pages' tables, IDT and stack, interrupts off
;
; The protocol's selectors are not ours. Ours for 64-bit code stays beside them, as the gates of the IDT in force, which
; is the safe pages' until Linux loads its own, name it.

section .safe progbits alloc exec nowrite align=64
global safe_into_linux

BOOT_CS equ 0x10
BOOT_DS equ 0x18

bits 64
safe_into_linux:
    lea rax, [rel .gdt]
    push rax
    sub rsp, 2
    mov word [rsp], .gdt_end - .gdt - 1
    lgdt [rsp]
    add rsp, 10
    mov eax, BOOT_DS
    mov ds, ax
    mov es, ax
    mov ss, ax
    push qword BOOT_CS
    push rdi
    retfq

align 8
.gdt:
    dq 0
    dq 0x00af9b000000ffff                   ; SELECTOR_CODE64, as in every GDT of ours
    dq 0x00af9b000000ffff                   ; BOOT_CS: flat, execute/read
    dq 0x00cf93000000ffff                   ; BOOT_DS: flat, read/write
.gdt_end:
