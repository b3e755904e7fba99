; handoff=jmp, in the safe pages: wait for the copy's end, then jump into B.
;
;   in   rdi = own bay, rsi = SafeControl (both physical = identity-mapped), A's CR3 in force, interrupts off

%include "asm_offsets.inc"
%include "smp/enter_safe64.inc"

section .safe progbits alloc exec nowrite align=64
global jmp_wait
extern safe_into_b

bits 64
jmp_wait:
    enter_safe64
.wait:
    inc qword [rdi + BAY_WAKE_COUNT]
    pause
    cmp dword [rsi + SC_GO], GO_WORD        ; counterpart: hibernate/copier.asm
    jne .wait
    jmp safe_into_b                         ; smp/into_b.asm
