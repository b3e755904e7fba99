; Copies the copier's current step, piece by piece from its end down, together with every other CPU that is in here:
; each takes the next piece from SC_STEP_LEFT, until none is left. smp/safe/copier.asm says what the step is,
; smp/safe/jmp.asm helps.
;
;   in   rbp = SafeControl, on the safe pages' tables and stack, DF clear
;   uses all but rbp, rsp, r14, r15
;
; How a piece is copied does not depend on the method: by the fastest way, as measured in this run
; (hibernate/image/plain_copy.hpp). REP MOVS goes up within each page, because going down (DF set) it is slow on all
; hardware.

%include "asm_offsets.inc"

PAGE_SIZE equ 4096
PIECE equ 16 * PAGE_SIZE

section .safe progbits alloc exec nowrite align=64
global copy_pieces

bits 64
copy_pieces:
    mov rcx, -PIECE
    lock xadd [rbp + SC_STEP_LEFT], rcx     ; rcx = what was left: our piece ends there. All lengths are whole pages
    test rcx, rcx
    jle .none                               ; below 0 it says how many came too late, until the next step
    mov rdi, [rbp + SC_STEP_DESTINATION]
    mov rsi, [rbp + SC_STEP_SOURCE]
    lea rdx, [rcx - PIECE]
    xor eax, eax
    test rdx, rdx
    cmovs rdx, rax                          ; the last piece of a step may be shorter
    test rsi, rsi
    jz .zero
    add rsi, rcx
    add rdi, rcx
    sub rcx, rdx                            ; bytes left
    cmp dword [rbp + SC_COPY_BY], COPY_BY_UNROLLED
    jne .page
.unrolled:
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
    jnz .unrolled
    jmp copy_pieces
.page:
    mov rdx, rcx
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
    mov rcx, rdx
    sub rcx, PAGE_SIZE
    jnz .page
    jmp copy_pieces
.zero:
    add rdi, rdx
    sub rcx, rdx
    shr rcx, 3
    rep stosq                               ; rax is 0
    jmp copy_pieces
.none:
    ret
