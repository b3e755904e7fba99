; The copier: overwrites the life that started it, without it. Runs in the safe pages on their page tables, GDT, IDT and
; the boot CPU's bay as stack; driven by its orders (smp/safe/copier.hpp); ends with a jump into the next life.
;
;   in   rdi = own bay, rsi = SafeControl (both physical = identity-mapped), the old life's CR3 in force, interrupts off
;
; Every step is copied from its end down, and hibernate/image/restore_plan.cpp orders the steps in the same way; neither
; ever depends on the method. CPUs that method=jmp keeps awake take pieces of it (smp/safe/copy_pieces.asm).

%include "asm_offsets.inc"
%include "smp/safe/enter_safe64.inc"

section .safe progbits alloc exec nowrite align=64
global copier_entry
extern safe_inject, safe_announce, safe_give_up, copy_pieces

bits 64
copier_entry:
    cld
    enter_safe64
    say_arrived rdi
    mov rbp, rsi                            ; rbp = SafeControl, to the end
    rdtsc
    mov [rbp + SC_COPY_STARTED], eax
    mov [rbp + SC_COPY_STARTED + 4], edx
    mov r15d, [rbp + SC_STEPS]
    mov r14d, [rbp + SC_STEP_COUNT]

.step:
    cmp dword [rbp + SC_EVENT_HERE], 0
    je .no_event
    cmp r14d, [rbp + SC_EVENT_WHEN_LEFT]   ; the plan ends a step there
    jne .no_event
    mov rdi, rbp
    call safe_inject                        ; smp/safe/safe_inject.cpp: keeps rbp, r14, r15 as every C++ function does
.no_event:
    test r14d, r14d
    jz .done
    cmp r14d, [rbp + SC_ANNOUNCE_WHEN_LEFT]
    jne .copy_step
    mov rdi, rbp
    call safe_announce                      ; smp/safe/safe_inject.cpp, too
.copy_step:
    mov rax, [r15 + STEP_DESTINATION]
    mov rdx, [r15 + STEP_SOURCE]
    mov rcx, [r15 + STEP_LENGTH]
    mov [rbp + SC_STEP_DESTINATION], rax
    mov [rbp + SC_STEP_SOURCE], rdx
    mov [rbp + SC_STEP_LEFT], rcx           ; release: who takes from it (LOCK XADD) sees the two above
    call copy_pieces
    rdtsc
    shl rdx, 32
    lea r13, [rdx + rax]                    ; since when we wait
.await_helpers:                             ; they may still be at their last pieces
    cmp dword [rbp + SC_HELPERS], 0         ; counterpart smp/safe/jmp.asm
    je .next
    pause
    rdtsc
    shl rdx, 32
    or rax, rdx
    sub rax, r13
    cmp rax, [rbp + SC_HELPERS_LIMIT]
    jb .await_helpers
    mov rdi, rbp
    call safe_give_up                       ; smp/safe/safe_inject.cpp: its piece may still be written: not for B
.next:
    add r15, STEP_SIZE
    dec r14d
    jmp .step

.done:
    rdtsc
    mov [rbp + SC_COPY_ENDED], eax
    mov [rbp + SC_COPY_ENDED + 4], edx
    mov dword [rbp + SC_GO], GO_WORD        ; releases method=jmp's CPUs: counterpart smp/safe/jmp.asm
    mov rdi, [rbp + SC_LANDING_ARGUMENT_1]
    mov rsi, [rbp + SC_LANDING_ARGUMENT_2]
    mov rax, [rbp + SC_LANDING]
    mov ecx, [rbp + SC_LANDING_CR3]            ; the next life's tables map this page identity too
    mov cr3, rcx
    jmp rax
