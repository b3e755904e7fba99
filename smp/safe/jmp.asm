; method=jmp, in the safe pages: help to copy, then jump into B.
;
;   in   rdi = own bay, rsi = SafeControl (both physical = identity-mapped), A's CR3 in force, interrupts off

%include "asm_offsets.inc"
%include "smp/safe/enter_safe64.inc"

section .safe progbits alloc exec nowrite align=64
global jmp_wait
extern safe_into_b, copy_pieces

bits 64
jmp_wait:
    enter_safe64
    say_arrived rdi
.wait:
    inc qword [rdi + BAY_WAKE_COUNT]
    pause
    cmp dword [rsi + SC_GO], GO_WORD        ; counterpart: smp/safe/copier.asm
    je safe_into_b                          ; smp/safe/into_b.asm
    cmp qword [rsi + SC_STEP_LEFT], 0
    jle .wait
    push rdi
    push rsi
    mov rbp, rsi
    cld
    lock inc dword [rbp + SC_HELPERS]       ; before anything is taken: the copier begins no step while we are in one
    call copy_pieces
    lock dec dword [rbp + SC_HELPERS]
    pop rsi
    pop rdi
    jmp .wait
