; From the safe pages into B, by a CPU itself: 64-bit, identity-mapped, interrupts off, nothing else assumed (it is also
; what method=mailbox gives as wakeup vector, and ACPI promises no register).

%include "asm_offsets.inc"
%include "smp/find_self.inc"

section .safe progbits alloc exec nowrite align=64
global safe_into_b

bits 64
safe_into_b:
    rdtsc                                   ; as smp/trampoline.asm: the first instruction on the way into B
    mov ebx, eax
    mov ebp, edx                            ; as smp/trampoline.asm has it
    lea r8, [rel safe_into_b]
    and r8, -SAFE_CONTROL_SIZE
    sub r8, SAFE_CONTROL_SIZE               ; the code is one page, SafeControl the one before (smp/safe/safe_pages.hpp)
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
