; method=park, in the safe pages: from 64-bit paged A to 32-bit unpaged HLT.
;
;   in   rdi = own bay, rsi = SafeControl (both physical = identity-mapped), A's CR3 in force, interrupts off

%include "asm_offsets.inc"

section .safe progbits alloc exec nowrite align=64
global park_enter, park_wait

bits 64
park_enter:
    mov eax, [rsi + SC_PAGE_TABLES]
    mov cr3, rax                            ; A's page tables may die from here on
    lidt [rsi + SC_IDT64_POINTER]           ; A's IDT, GDT and stack too, after these three
    lgdt [rdi + BAY_GDT_POINTER]
    lea rsp, [rdi + BAY_SIZE]
    push qword SELECTOR_CODE32
    lea rax, [rel .compatibility]
    push rax
    retfq

bits 32
.compatibility:                             ; SDM vol. 3, "Switching Out of IA-32e Mode Operation"
    mov ax, SELECTOR_DATA
    mov ds, ax
    mov es, ax
    mov ss, ax
    mov fs, ax
    mov gs, ax
    mov eax, cr0
    and eax, ~CR0_PG
    mov cr0, eax
    mov ecx, IA32_EFER
    rdmsr
    and eax, ~EFER_LME
    wrmsr
    mov eax, cr4
    and eax, ~(CR4_PAE | CR4_PGE | CR4_PCIDE)   ; CR4.MCE stays
    test dword [edi + BAY_PARK_OPTIONS], PARK_WITHOUT_MCE
    jz .with_mce
    and eax, ~CR4_MCE
.with_mce:
    mov cr4, eax
    lidt [esi + SC_IDT32_POINTER]           ; between PG=0 and here an NMI would find 64-bit gates: a few instructions
    test dword [edi + BAY_PARK_OPTIONS], PARK_WITHOUT_IDT
    jz .with_idt
    lidt [esi + SC_NO_IDT_POINTER]
.with_idt:
    mov ax, SELECTOR_TSS                    ; its low 8 bytes are an available 32-bit TSS
    ltr ax
    rdtsc
    mov [edi + BAY_ARRIVED_AT], eax
    mov [edi + BAY_ARRIVED_AT + 4], edx
    mov dword [edi + BAY_STATE], BAY_ARRIVED    ; the last use of anything of A's: counterpart has_arrived()
park_wait:                                  ; edi = own bay
    hlt
    inc dword [edi + BAY_WAKE_COUNT]
    jmp park_wait                              ; until B's INIT
