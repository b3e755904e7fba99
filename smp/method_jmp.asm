; handoff=jmp, in the safe pages: wait for the copy's end, then jump into B.
;
;   in   rdi = own bay, rsi = SafeControl (both physical = identity-mapped), A's CR3 in force, interrupts off

%include "asm_offsets.inc"
%include "smp/find_self.inc"

section .safe progbits alloc exec nowrite align=64
global jmp_wait

bits 64
jmp_wait:
    mov eax, [rsi + SC_PAGE_TABLES]
    mov cr3, rax                            ; A's page tables may die from here on
    lidt [rsi + SC_IDT64_POINTER]           ; A's IDT, GDT and stack too, after these three
    lgdt [rdi + BAY_GDT_POINTER]
    lea rsp, [rdi + BAY_SIZE]
    mov ax, SELECTOR_TSS
    ltr ax
    mov r8, rsi
    rdtsc
    mov [rdi + BAY_ARRIVED_AT], eax
    mov [rdi + BAY_ARRIVED_AT + 4], edx
    mov dword [rdi + BAY_STATE], BAY_ARRIVED    ; the last use of anything of A's: counterpart has_arrived()
.wait:
    cmp dword [r8 + SC_GO], GO_WORD         ; counterpart: hibernate/copier.asm
    je .go
    inc dword [rdi + BAY_WAKE_COUNT]
    pause
    jmp .wait
.go:
    mov r9, rdi
    mov esi, [r8 + SC_B_AP_TABLE]
    mov edi, [r8 + SC_B_AP_COUNT]
    find_self                               ; under the identity map: B's maps neither its table nor the APIC there
    jz .unknown
    mov eax, [r8 + SC_B_CR3]                ; B's tables map the safe pages identity too, so the next fetch is this page
    mov cr3, rax
    jmp [r8 + SC_B_AP_START]                ; esi = own ApEntry: smp/ap_start.asm
.unknown:                                   ; B does not know us: stay here for ever, harmless
    hlt
    jmp .unknown
