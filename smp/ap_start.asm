; Where every CPU enters a life from outside, through the trampoline or straight from the safe pages
; (smp/safe/into_b.asm, for method=jmp and method=mailbox).
;
;   in   esi = physical address of its ApEntry; ebx, ebp = low and high half of the TSC at its first instruction;
;        this life's CR3 in force; interrupts off; rsp is nothing, or the stack in the safe pages
;
; From the safe pages the CPU still has their IDT and TSS until load_cpu_state(): an NMI is handled and counted in its
; bay, whatever RSP is.

%include "asm_offsets.inc"

bits 64
section .text
extern ap_main
global ap_start
ap_start:
    mov eax, esi
    mov rcx, DIRECT_MAP_BASE
    add rax, rcx
    mov rsp, [rax + AP_ENTRY_STACK_TOP]
    mov rdi, [rax + AP_ENTRY_CPU]
    mov [rdi + CPU_FIRST_INSTRUCTION], ebx
    mov [rdi + CPU_FIRST_INSTRUCTION + 4], ebp
    xor ebp, ebp                            ; backtraces end here
    push rbp                                ; as a call would leave the stack: 8 below a multiple of 16
    jmp ap_main                             ; smp/bring_up.cpp
