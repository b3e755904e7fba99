; One stub a vector: push vector and error code, save every register, call handle_interrupt (kernel/cpu/interrupts.cpp).

bits 64
extern handle_interrupt

section .text

%assign v 0
%rep 256
stub_%[v]:
    ; These push an error code themselves (SDM vol. 3, table "Protected-Mode Exceptions and Interrupts"; #VC 29 and
    ; #SX 30: AMD APM vol. 2, "Exceptions and Interrupts").
    %if (v == 8) || (v >= 10 && v <= 14) || (v == 17) || (v == 21) || (v == 29) || (v == 30)
    %else
    push qword 0
    %endif
    push qword v
    jmp save_and_call
%assign v v+1
%endrep

save_and_call:
    push rax
    push rbx
    push rcx
    push rdx
    push rsi
    push rdi
    push rbp
    push r8
    push r9
    push r10
    push r11
    push r12
    push r13
    push r14
    push r15
    cld
    mov rdi, rsp            ; the whole is 22 words below a 16-byte boundary: aligned for the call
    call handle_interrupt
    pop r15
    pop r14
    pop r13
    pop r12
    pop r11
    pop r10
    pop r9
    pop r8
    pop rbp
    pop rdi
    pop rsi
    pop rdx
    pop rcx
    pop rbx
    pop rax
    add rsp, 16
    iretq

section .rodata align=8
global interrupt_stubs
interrupt_stubs:
%assign v 0
%rep 256
    dq stub_%[v]
%assign v v+1
%endrep
