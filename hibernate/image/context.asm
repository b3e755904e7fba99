; save_context() and the way back into it. See hibernate/image/context.hpp.

%include "asm_offsets.inc"

bits 64
section .text
global save_context, resume_entry

save_context:                               ; rdi = Context
    mov [rdi + CONTEXT_RBX], rbx
    mov [rdi + CONTEXT_RBP], rbp
    mov [rdi + CONTEXT_R12], r12
    mov [rdi + CONTEXT_R13], r13
    mov [rdi + CONTEXT_R14], r14
    mov [rdi + CONTEXT_R15], r15
    mov rax, [rsp]
    mov [rdi + CONTEXT_RIP], rax
    lea rax, [rsp + 8]
    mov [rdi + CONTEXT_RSP], rax
    mov rax, cr0
    mov [rdi + CONTEXT_CR0], rax
    mov rax, cr4
    mov [rdi + CONTEXT_CR4], rax
    xor eax, eax
    ret

; From smp/safe/copier.asm: B's page tables in force, the rest still the safe pages'. rdi = Context, in B's memory.
resume_entry:
    mov rax, [rdi + CONTEXT_CR4]
    mov cr4, rax
    mov rax, [rdi + CONTEXT_CR0]
    mov cr0, rax
    mov rbx, [rdi + CONTEXT_RBX]
    mov rbp, [rdi + CONTEXT_RBP]
    mov r12, [rdi + CONTEXT_R12]
    mov r13, [rdi + CONTEXT_R13]
    mov r14, [rdi + CONTEXT_R14]
    mov r15, [rdi + CONTEXT_R15]
    mov rsp, [rdi + CONTEXT_RSP]            ; the safe pages' stack is not used from here on
    mov eax, 1
    jmp [rdi + CONTEXT_RIP]
