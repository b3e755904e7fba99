; From SIPI to this life's C++: real mode, 32-bit protected mode, who am I, long mode. Copied into the life's trampoline
; page by smp/trampoline.cpp, which also fills the arguments (TrampolineArguments, smp/trampoline.hpp).
;
; No stack, and no store, before the CPU has found itself in the table: an unknown CPU must leave no trace.

%include "asm_offsets.inc"
%include "smp/find_self.inc"

ARG equ TRAMPOLINE_ARGUMENTS

section .trampoline progbits alloc exec nowrite align=64
global trampoline_32bit, trampoline_64bit

bits 16
    ; SIPI: CS = page << 8, IP = 0 (SDM vol. 3, "MP Initialization Protocol Algorithm for MP Systems").
    ; INIT leaves CR0.CD and CR0.NW as they were, sets bit 4 and clears the rest; power-up and RESET set both, caches off (SDM
    ; vol. 3, "Processor State After Reset"). QEMU and Bochs set both after INIT too, so caches may be on or off here.
    rdtsc                                   ; the time of the first instruction, kept where nothing else is: no stack,
    mov ebx, eax                            ; so ESP is free until 64-bit mode. Stored by smp/ap_start.asm
    mov esp, edx
    cli
    cld
    mov ax, cs
    mov ds, ax
    movzx ebp, ax
    shl ebp, 4                              ; ebp = physical address of this page, to the end
    o32 lgdt [ARG + TA_GDT_POINTER]
    mov eax, cr0
    and eax, ~(CR0_CD | CR0_NW)             ; caches on: MONITOR never arms on uncached memory
    or eax, CR0_PE
    mov cr0, eax
    jmp dword far [ARG + TA_TO_32BIT]

bits 32
trampoline_32bit:
    mov ax, SELECTOR_DATA
    mov ds, ax
    mov es, ax
    mov ss, ax
    mov esi, [ebp + ARG + TA_AP_TABLE]
    mov edi, [ebp + ARG + TA_AP_COUNT]
    find_self
    jz .stray

    mov eax, cr4
    or eax, CR4_PAE | CR4_MCE               ; CR4.MCE first of all: a broadcast #MC must not find it clear
    mov cr4, eax
    mov eax, [ebp + ARG + TA_CR3]
    mov cr3, eax
    mov ecx, IA32_EFER
    rdmsr
    or eax, EFER_LME | EFER_NXE
    wrmsr
    mov eax, cr0
    or eax, CR0_PG | CR0_WP
    mov cr0, eax
    jmp far [ebp + ARG + TA_TO_64BIT]

.stray:                                     ; eax = own APIC id. Unpaged, in this reserved page: outlives every life
    lea ecx, [eax + 1]
.report:
    xor eax, eax
    lock cmpxchg [ebp + ARG + TA_STRAY], ecx ; counterpart: turn_back_stray()
    jz .wait
    pause
    jmp .report
.wait:
    hlt                                     ; until INIT takes us
    jmp .wait

bits 64
trampoline_64bit:                           ; esi = own ApEntry, physical; the life's tables map this page identity
    mov rax, [rbp + ARG + TA_START]
    mov ebp, esp                            ; as smp/safe/into_b.asm has it
    jmp rax
