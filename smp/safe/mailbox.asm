; method=mailbox, in the safe pages: wait for a command with our APIC id (smp/safe/mailbox.hpp).
;
;   in   rdi = own bay, rsi = SafeControl (both physical = identity-mapped), A's CR3 in force, interrupts off

%include "asm_offsets.inc"
%include "smp/safe/enter_safe64.inc"

section .safe progbits alloc exec nowrite align=64
global mailbox_wait

bits 64
mailbox_wait:
    enter_safe64
    say_arrived rdi
    mov ebx, [rsi + SC_MAILBOX]
    mov ecx, [rdi + BAY_APIC_ID]
.wait:
    inc qword [rdi + BAY_WAKE_COUNT]
    pause
    mov ax, [rbx + MAILBOX_COMMAND]
    cmp ax, MAILBOX_NOOP
    je .wait
    cmp [rbx + MAILBOX_APIC_ID], ecx        ; written before the command: counterpart smp/method/mailbox.cpp
    jne .wait
    cmp ax, MAILBOX_WAKEUP
    je .wakeup
    cmp ax, MAILBOX_TEST
    jne .wait                               ; a command that we do not know is not ours to answer
    mov word [rbx + MAILBOX_COMMAND], MAILBOX_NOOP
    jmp .wait
.wakeup:
    mov rax, [rbx + MAILBOX_WAKEUP_VECTOR]
    mov word [rbx + MAILBOX_COMMAND], MAILBOX_NOOP
    jmp rax
