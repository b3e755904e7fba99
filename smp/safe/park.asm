; method=park, in the safe pages: from 64-bit paged A to 32-bit unpaged HLT.
;
;   in   rdi = own bay, rsi = SafeControl (both physical = identity-mapped), A's CR3 in force, interrupts off

%include "asm_offsets.inc"
%include "smp/safe/enter_safe64.inc"

section .safe progbits alloc exec nowrite align=64
global park_enter, park_wait

bits 64
park_enter:
    enter_safe64
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
    mov cr0, eax                            ; gates are 32-bit now, in the same IDT; ESP is the stack (IdtOfBothModes)
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
    test dword [edi + BAY_PARK_OPTIONS], PARK_WITHOUT_IDT
    jz .with_idt
    lidt [esi + SC_NO_IDT_POINTER]
.with_idt:
    say_arrived edi
park_wait:                                  ; edi = own bay
    hlt
    inc dword [edi + BAY_WAKE_COUNT]
    jmp park_wait                              ; until B's INIT
