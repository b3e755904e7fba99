; NMI and #MC for CPUs in the safe pages, 64-bit (copier, jmp) and 32-bit unpaged (park). Every CPU counts in its own
; bay, found by masking its stack pointer: a stack shared between CPUs would not survive a broadcast NMI.
; Between LTR and LIDT of load_cpu_state() (smp/cpu_state.cpp) the stack is already the life's own for NMI, 2 KiB
; aligned to 2 KiB: what is then counted is a word at its unused end.

%include "asm_offsets.inc"
%include "smp/clear_machine_check.inc"

section .safe progbits alloc exec nowrite align=64
global safe_nmi64, safe_mc64, safe_nmi32, safe_mc32
extern park_wait                ; smp/safe/park.asm

bits 64
safe_nmi64:
    push rax
    mov rax, rsp
    and rax, -BAY_SIZE
    inc qword [rax + BAY_NMI_COUNT]
    pop rax
    iretq

safe_mc64:
    push rax
    push rbx
    push rcx
    push rdx
    push rdi
    mov rbx, rsp
    and rbx, -BAY_SIZE
    clear_machine_check rbx + BAY_MC_BANKS
    inc qword [rbx + BAY_MC_COUNT]
    pop rdi
    pop rdx
    pop rcx
    pop rbx
    pop rax
    iretq

bits 32
; park,nmilatch: neither handler executes IRET, which would unblock NMI (SDM vol. 3, "Handling Multiple NMIs"); the
; stack starts anew.
%macro stay_in_nmi_if_latched 0 ; eax = own bay
    test dword [eax + BAY_PARK_OPTIONS], PARK_NMI_LATCHED
    jz %%not_latched
    mov edi, eax
    lea esp, [eax + BAY_SIZE]
    jmp park_wait
%%not_latched:
%endmacro

safe_nmi32:
    push eax
    mov eax, esp
    and eax, -BAY_SIZE
    inc dword [eax + BAY_NMI_COUNT]
    stay_in_nmi_if_latched
    pop eax
    iretd

safe_mc32:
    pushad
    mov ebx, esp
    and ebx, -BAY_SIZE
    clear_machine_check ebx + BAY_MC_BANKS
    mov eax, ebx
    inc dword [eax + BAY_MC_COUNT]
    stay_in_nmi_if_latched
    popad
    iretd
