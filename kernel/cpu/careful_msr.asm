; RDMSR of a register that may not be there. Counterpart: kernel/cpu/careful_msr.cpp.

bits 64
section .text
global careful_rdmsr, careful_rdmsr_instruction, careful_rdmsr_failed

careful_rdmsr:                              ; edi = register, rsi = where its value goes; returns whether it has one
    mov ecx, edi
careful_rdmsr_instruction:
    rdmsr
    shl rdx, 32
    or rax, rdx
    mov [rsi], rax
    mov eax, 1
    ret
careful_rdmsr_failed:                       ; the #GP handler goes on here
    xor eax, eax
    ret
