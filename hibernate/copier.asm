; The copier: overwrites the life that started it, without it. Runs in the safe pages on their page tables, GDT, IDT and
; the boot CPU's bay as stack; driven by the list in SafeControl; ends with a jump into the next life.
;
;   in   rdi = own bay, rsi = SafeControl (both physical = identity-mapped), the old life's CR3 in force, interrupts off
;
; Every step is copied from its end down, and hibernate/restore_plan.cpp orders the steps in the same way; neither ever
; depends on the method. How a step is copied does not depend on it either: by the fastest way, as measured in this run
; (hibernate/plain_copy.hpp). REP MOVS goes up within each page, because going down (DF set) it is slow on all hardware.

%include "asm_offsets.inc"
%include "smp/enter_safe64.inc"

PAGE_SIZE equ 4096

section .safe progbits alloc exec nowrite align=64
global copier
extern safe_inject, safe_announce

bits 64
copier:
    cld
    enter_safe64
    mov rbp, rsi                            ; rbp = SafeControl, to the end
    rdtsc
    mov [rbp + SC_COPY_STARTED], eax
    mov [rbp + SC_COPY_STARTED + 4], edx
    mov r15d, [rbp + SC_STEPS]
    mov r14d, [rbp + SC_STEP_COUNT]

.step:
    cmp dword [rbp + SC_INJECT_HERE], 0
    je .no_event
    cmp r14d, [rbp + SC_INJECT_WHEN_LEFT]   ; the plan ends a step there
    jne .no_event
    mov rdi, rbp
    call safe_inject                        ; smp/safe_inject.cpp: keeps rbp, r14, r15 as every C++ function does
.no_event:
    test r14d, r14d
    jz .done
    cmp r14d, [rbp + SC_ANNOUNCE_WHEN_LEFT]
    jne .copy_step
    mov rdi, rbp
    call safe_announce                      ; smp/safe_inject.cpp, too
.copy_step:
    mov rdi, [r15 + STEP_DESTINATION]
    mov rsi, [r15 + STEP_SOURCE]
    mov rcx, [r15 + STEP_LENGTH]
    test rsi, rsi
    jz .zero
    add rsi, rcx                            ; lengths are whole pages
    add rdi, rcx
    cmp dword [rbp + SC_COPY_BY], COPY_BY_UNROLLED
    jne .page_by_string
.copy:
    sub rsi, 64
    sub rdi, 64
    mov rax, [rsi]
    mov rbx, [rsi + 8]
    mov rdx, [rsi + 16]
    mov r8,  [rsi + 24]
    mov r9,  [rsi + 32]
    mov r10, [rsi + 40]
    mov r11, [rsi + 48]
    mov r12, [rsi + 56]
    mov [rdi], rax
    mov [rdi + 8], rbx
    mov [rdi + 16], rdx
    mov [rdi + 24], r8
    mov [rdi + 32], r9
    mov [rdi + 40], r10
    mov [rdi + 48], r11
    mov [rdi + 56], r12
    sub rcx, 64
    jnz .copy
    jmp .next
.page_by_string:
    mov rdx, rcx                            ; bytes left
.page:
    sub rsi, PAGE_SIZE
    sub rdi, PAGE_SIZE
    cmp dword [rbp + SC_COPY_BY], COPY_BY_MOVSQ
    jne .bytes
    mov ecx, PAGE_SIZE / 8
    rep movsq
    jmp .page_done
.bytes:
    mov ecx, PAGE_SIZE
    rep movsb
.page_done:
    sub rsi, PAGE_SIZE                      ; REP MOVS left them at the page's end
    sub rdi, PAGE_SIZE
    sub rdx, PAGE_SIZE
    jnz .page
    jmp .next
.zero:
    xor eax, eax
    shr rcx, 3
    rep stosq
.next:
    add r15, STEP_SIZE
    dec r14d
    jmp .step

.done:
    rdtsc
    mov [rbp + SC_COPY_ENDED], eax
    mov [rbp + SC_COPY_ENDED + 4], edx
    mov dword [rbp + SC_GO], GO_WORD        ; releases handoff=jmp's CPUs: counterpart smp/method_jmp.asm
    mov rdi, [rbp + SC_JUMP_ARGUMENT_1]
    mov rsi, [rbp + SC_JUMP_ARGUMENT_2]
    mov rax, [rbp + SC_JUMP_TO]
    mov ecx, [rbp + SC_JUMP_CR3]            ; the next life's tables map this page identity too
    mov cr3, rcx
    jmp rax
