; From SIPI to this life's C++: real mode, 32-bit protected mode, who am I, long mode. Copied into the life's trampoline
; page by smp/trampoline.cpp, which also fills the arguments (TrampolineArguments, smp/trampoline.hpp).
;
; An NMI that came after INIT has waited for SIPI, and strikes before the first instruction (SDM vol. 3, "Nonmaskable
; Interrupt"; KVM, Xen and Bochs do it). Hundreds of CPUs pass here at once, and no CPU has a stack of its own before it
; knows who it is. So the handlers here need none. Everything up to long mode only reads memory and loads registers, and
; may be done twice: a handler counts, and begins its mode's part again, by an IRET (which lets NMI in again) from a
; frame that never changes. What the hardware pushes goes to `scratch`, which all CPUs share and nobody reads. Where RSP
; still points behind the frame, it can only be overwritten by what it holds, as the next instruction to execute is then
; the frame's own.
;
; One instruction boundary is open: before the first one SS:SP is what INIT left, 0:0, and an NMI's six bytes go to
; 0:fffa. That page is kept out of everybody's hands (boot/placement.cpp), and the vector is in the page at 0
; (trampoline::prepare()).
;
; The time of the first instruction is in EBX and, its high half, in CR2: the one register that neither NMI nor anything
; before this CPU's first page fault touches. No store but the handlers' counts, before the CPU has found itself in the
; table.

%include "asm_offsets.inc"
%include "smp/find_self.inc"
%include "smp/clear_machine_check.inc"

ARG equ TRAMPOLINE_ARGUMENTS
IA32_MISC_ENABLE    equ 0x1a0
XD_DISABLE_BIT      equ 34

section .trampoline progbits alloc exec nowrite align=64
global trampoline_real_again, trampoline_32bit, trampoline_32bit_again, trampoline_64bit
global trampoline_nmi16, trampoline_mc16, trampoline_nmi32, trampoline_mc32, trampoline_nmi64, trampoline_mc64

bits 16
    ; CS = page << 8, IP = 0 (SDM vol. 3, "Typical AP Initialization Sequence"). INIT leaves CR0.CD and CR0.NW as they
    ; were, sets bit 4 and clears the rest; power-up and RESET set both, caches off (same volume, "Processor State After
    ; Reset"). QEMU and Bochs set both after INIT too, so caches may be on or off here.
start:
    lss sp, [cs:ARG + TA_STACK16]           ; both at once: no boundary between them
trampoline_real_again:
    mov sp, ARG + TA_SCRATCH_TOP
    o32 lidt [cs:ARG + TA_IDT_POINTER]      ; one table for all three modes: smp/trampoline.hpp
    mov eax, CR4_MCE                        ; written, not added: whatever INIT left. A broadcast #MC must find MCE set
    mov cr4, eax
    rdtsc
    mov ebx, eax
    mov cr2, edx
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

trampoline_nmi16:
    lock inc dword [cs:ARG + TA_NMI_COUNT]
    jmp restart16
trampoline_mc16:
    clear_machine_check cs:ARG + TA_MC_BANKS
    lock inc dword [cs:ARG + TA_MC_COUNT]
restart16:
    lss sp, [cs:ARG + TA_FRAME16_POINTER]
    iret

bits 32                                     ; [ds:ebp]: EBP alone would mean SS, which is loaded last
trampoline_32bit:
    mov ax, SELECTOR_DATA
    mov ds, ax
    mov es, ax
trampoline_32bit_again:
    lss esp, [ds:ebp + ARG + TA_STACK32]
    mov esi, [ebp + ARG + TA_AP_TABLE]
    mov edi, [ebp + ARG + TA_AP_COUNT]
    find_self
    jz .stray

    mov eax, CR4_PAE | CR4_MCE
    mov cr4, eax
    mov eax, [ebp + ARG + TA_CR3]
    mov cr3, eax
    cmp dword [ebp + ARG + TA_HAS_XD_DISABLE], 0
    je .nx_allowed
    mov ecx, IA32_MISC_ENABLE               ; as the boot CPU did for itself: boot/entry.asm
    rdmsr
    btr edx, XD_DISABLE_BIT - 32
    jnc .nx_allowed
    wrmsr
.nx_allowed:
    mov ecx, IA32_EFER
    xor edx, edx
    mov eax, EFER_LME | EFER_NXE
    wrmsr
    mov eax, cr0
    or eax, CR0_PG | CR0_WP
    mov cr0, eax
    jmp far [ebp + ARG + TA_TO_64BIT]

.stray:                                     ; in no table. Unpaged, in this reserved page, which outlives every life
    mov dword [ebp + ARG + TA_STRAY], 1     ; counterpart: trampoline::has_stray()
.wait:
    hlt                                     ; until an INIT takes us; an NMI begins anew
    jmp .wait

trampoline_nmi32:
    mov ax, SELECTOR_DATA                   ; right after CR0.PE=1 DS is still real mode's
    mov ds, ax
    mov es, ax
    lock inc dword [ds:ebp + ARG + TA_NMI_COUNT]
    jmp restart32
trampoline_mc32:
    mov ax, SELECTOR_DATA
    mov ds, ax
    mov es, ax
    clear_machine_check ds:ebp + ARG + TA_MC_BANKS
    lock inc dword [ds:ebp + ARG + TA_MC_COUNT]
restart32:
    lss esp, [ds:ebp + ARG + TA_FRAME32_POINTER]
    iretd

bits 64
trampoline_64bit:                           ; esi = own ApEntry, physical; the life's tables map this page identity
    mov rax, [rel start + ARG + TA_START]
    mov rbp, cr2                            ; ebx, ebp: the time, as smp/safe/into_b.asm has it
    jmp rax

; From CR0.PG=1 on, and still in smp/ap_start.asm and C++ until load_cpu_state() has loaded the life's IDT.
trampoline_mc64:
    push rax
    push rcx
    push rdx
    push rdi
    clear_machine_check rel start + ARG + TA_MC_BANKS
    lock inc dword [rel start + ARG + TA_MC_COUNT]
    pop rdi
    pop rdx
    pop rcx
    pop rax
    jmp return64
trampoline_nmi64:
    lock inc dword [rel start + ARG + TA_NMI_COUNT]
return64:
    test rsp, rsp
    js .own_stack                           ; in the kernel's half of the address space: nobody else's
    lea rsp, [rel start + ARG + TA_FRAME64]
.own_stack:
    iretq
