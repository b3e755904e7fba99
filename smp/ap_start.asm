; Where every CPU enters a life from outside, through the trampoline or (handoff=jmp) straight from the safe pages.
;
;   in   esi = physical address of its ApEntry; ebx, esp = low and high half of the TSC at its first instruction;
;        this life's CR3 in force; interrupts off; no stack

%include "asm_offsets.inc"

bits 64
section .text
extern ap_main
global ap_start
ap_start:
    mov eax, esi
    mov rcx, DIRECT_MAP_BASE
    add rax, rcx
    mov edx, esp
    mov rsp, [rax + AP_ENTRY_STACK_TOP]
    mov rdi, [rax + AP_ENTRY_CPU]
    mov [rdi + CPU_FIRST_INSTRUCTION], ebx
    mov [rdi + CPU_FIRST_INSTRUCTION + 4], edx
    xor ebp, ebp                            ; backtraces end here
    push rbp                                ; as a call would leave the stack: 8 below a multiple of 16
    jmp ap_main                             ; smp/bring_up.cpp
