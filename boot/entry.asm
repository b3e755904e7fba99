; The first instructions of every life.
;
;   multiboot2_entry, pvh_entry   32-bit, from a loader, wherever it put the image
;   linux_resume_entry            64-bit, from a Linux that takes this kernel for a hibernated one (docs/linux.md)
;   entry64                       64-bit, identity-mapped, from the soft boot (smp/safe/copier.asm), boot/placement.cpp
;
; All end in start() (boot/start.cpp), higher-half, on the image's own early page tables and stack. Nothing here
; is linked at the address it runs at: physical addresses are load base + offset, with the offsets from linker.ld.

%include "asm_offsets.inc"

MULTIBOOT2_BOOT_MAGIC equ 0x36d76289
CR4_LA57_BIT          equ 12
IA32_MISC_ENABLE      equ 0x1a0
KERNEL_LOAD_BASE      equ 0x200000              ; counterpart: linker.ld
KERNEL_VIRTUAL_BASE   equ 0xffffffff80000000

extern start
extern early_tables_offset, entry64_offset, loaded_size
extern image_start, bss_start, image_end

section .multiboot2 progbits alloc exec nowrite align=8
global multiboot2_entry, pvh_entry, linux_resume_entry, entry64, early_idt_pointer

%include "boot/multiboot2_header.inc"             ; `header`, where the image begins

; ---- 32-bit, paging off, no stack promised ----
bits 32
multiboot2_entry:
    cli
    cmp eax, MULTIBOOT2_BOOT_MAGIC
    jne .not_multiboot2
    lea esp, [ebx + 8]                          ; the boot information's reserved word serves as a stack for one call
    call .here
.here:
    pop ebp
    sub ebp, .here - header                     ; ebp = load base
    mov edi, PROTOCOL_MULTIBOOT2
    jmp to_long_mode
.not_multiboot2:
    hlt
    jmp .not_multiboot2

pvh_entry:
    cli
    mov ebp, KERNEL_LOAD_BASE                   ; PVH knows no relocation
    mov edi, PROTOCOL_PVH

; edi = protocol, ebx = physical address of the loader's information, ebp = load base.
; The early tables are in .bss, which the loader has zeroed.
to_long_mode:
    cld
    mov esi, ebx
    lea esp, [ebp + early_tables_offset + EARLY_STACK_TOP]
    call require_long_mode_and_nx
    lea ecx, [ebp + early_tables_offset]        ; PML4, PDPT, PD of the first GiB: enough to reach entry64
    lea eax, [ecx + EARLY_PDPT_LOW + 3]
    mov [ecx], eax
    lea eax, [ecx + EARLY_PD_LOW + 3]
    mov [ecx + EARLY_PDPT_LOW], eax
    mov eax, 0x83
    xor edx, edx
.fill:
    mov [ecx + EARLY_PD_LOW + edx * 8], eax
    add eax, 0x200000
    inc edx
    cmp edx, 512
    jne .fill

    mov cr3, ecx
    mov eax, CR4_PAE                            ; written, not added: firmware may leave LA57 set; then four levels
    mov cr4, eax                                ; of tables are no tables
    mov ecx, IA32_EFER
    xor edx, edx
    mov eax, EFER_LME | EFER_NXE
    wrmsr
    mov eax, cr0
    and eax, ~(CR0_CD | CR0_NW)
    or eax, CR0_PG | CR0_WP | CR0_PE
    mov cr0, eax

    lea eax, [ebp + early_gdt - header]
    push eax
    push word early_gdt_end - early_gdt - 1
    lgdt [esp]
    lea eax, [ebp + entry64 - header]
    push dword SELECTOR_CODE64
    push eax
    retf

; What the way to 64-bit mode would otherwise die of without a word. Keeps esi, edi, ebp.
require_long_mode_and_nx:
    mov eax, 0x80000000
    cpuid
    cmp eax, 0x80000001
    jb .no_long_mode
    mov eax, 0x80000001
    cpuid
    bt edx, 29
    jnc .no_long_mode
    bt edx, 20
    jc .good
    ; Firmware may hide NX by IA32_MISC_ENABLE[34], on Intel CPUs of family 6 from model 0DH on, and 0FH (SDM vol. 4);
    ; counterpart cpu_has_xd_disable(). Linux clears it too (arch/x86/kernel/verify_cpu.S).
    xor eax, eax
    cpuid
    cmp ecx, "ntel"
    jne .no_nx
    mov eax, 1
    cpuid
    mov ecx, eax
    shr ecx, 8
    and ecx, 0xf
    cmp ecx, 0xf
    je .try
    cmp ecx, 6
    jne .no_nx
    mov ecx, eax
    shr eax, 12
    and eax, 0xf0
    shr ecx, 4
    and ecx, 0xf
    or eax, ecx
    cmp eax, 0xd
    jb .no_nx
.try:
    mov ecx, IA32_MISC_ENABLE
    rdmsr
    btr edx, 34 - 32
    jnc .no_nx
    wrmsr
    mov eax, 0x80000001
    cpuid
    bt edx, 20
    jnc .no_nx
.good:
    ret
.no_nx:
    lea edx, [ebp + no_nx_text - header]
    lea ebx, [ebp + no_nx_reason - header]
    jmp refuse32
.no_long_mode:
    lea edx, [ebp + no_long_mode_text - header]
    lea ebx, [ebp + no_long_mode_reason - header]
    jmp refuse32

%include "boot/refuse32.inc"

%include "boot/from_linux.inc"

; ---- 64-bit, identity-mapped at least to where this runs ----
; rdi = protocol, rsi = information
bits 64
entry64:
    cli
    cld
    mov edi, edi
    mov esi, esi
    lea rbp, [rel header]                       ; load base
    lea rbx, [rbp + early_tables_offset]
    ; An NMI finds the safe pages' IDT here, on the bay's stack, or early_idt if the loader's copy sent us, which needs
    ; one that is mapped before and after the change of CR3: the new one's own, identity. A loader gives no IDT at all.
    lea rsp, [rbx + EARLY_STACK_TOP]
    mov rax, cr4
    bt rax, CR4_LA57_BIT
    jc leave_64bit

    ; The early tables: [0, 4 GiB) identity and at the direct map, 8 MiB of image at the kernel's virtual base. All of
    ; it is write-back here, the holes too, since no memory map has been read yet. Until then the MTRRs alone keep a CPU
    ; from reading ahead into device registers, and a large page over two MTRR types is undefined (docs/design.md,
    ; Memory types). A risk, taken while the first life reads its boot information; MappedMemory ends it.
    lea rax, [rbx + EARLY_PDPT_LOW + 3]
    mov [rbx], rax
    mov [rbx + 256 * 8], rax                    ; DIRECT_MAP_BASE
    lea rax, [rbx + EARLY_PDPT_HIGH + 3]
    mov [rbx + 511 * 8], rax
    lea rax, [rbx + EARLY_PD_HIGH + 3]
    mov [rbx + EARLY_PDPT_HIGH + 510 * 8], rax
    lea rax, [rbx + EARLY_PD_LOW + 3]
    xor ecx, ecx
.directory:
    mov [rbx + EARLY_PDPT_LOW + rcx * 8], rax
    add rax, 4096
    inc ecx
    cmp ecx, 4
    jne .directory
    mov eax, 0x83
    xor ecx, ecx
.low:
    mov [rbx + EARLY_PD_LOW + rcx * 8], rax
    add rax, 0x200000
    inc ecx
    cmp ecx, 4 * 512
    jne .low
    lea rax, [rbp + 0x83]
    xor ecx, ecx
.high:
    mov [rbx + EARLY_PD_HIGH + rcx * 8], rax
    add rax, 0x200000
    inc ecx
    cmp ecx, 4
    jne .high
    mov cr3, rbx
    mov rax, higher_half
    jmp rax

%include "boot/leave_64bit.inc"

higher_half:
    lidt [rel early_idt_pointer]
    lgdt [rel early_gdt_pointer]
    mov ax, SELECTOR_DATA
    mov ds, ax
    mov es, ax
    mov ss, ax
    xor eax, eax
    mov fs, ax
    mov gs, ax
    mov rsp, early_tables + EARLY_STACK_TOP
    mov rdx, rbp
    xor ebp, ebp
    call start                                  ; start(protocol, information, load base); never returns

align 8
early_gdt:                                      ; as in kernel/cpu/descriptors.hpp
    dq 0
    dq 0x00af9b000000ffff
    dq 0x00cf93000000ffff
    dq 0x00cf9b000000ffff
early_gdt_end:
early_gdt_pointer:
    dw early_gdt_end - early_gdt - 1
    dq early_gdt

; The IDT from here to interrupts::build() (kernel/cpu/interrupts.cpp): an NMI is counted, on whatever stack there is.
; It is in the loaded image and never written, so it is the same at the same address in every copy of the image: the
; loader's copy has it in force when it jumps to the copy in the slot (hibernate/soft_boot.cpp), under tables that
; change on the way.
early_nmi:
    lock inc qword [rel unclaimed_nmis]
    iretq

EARLY_NMI equ KERNEL_VIRTUAL_BASE + (early_nmi - header)
align 8
early_idt:
    times 2 dq 0, 0
    dw EARLY_NMI & 0xffff, SELECTOR_CODE64      ; vector 2: a 64-bit interrupt gate, as in kernel/cpu/descriptors.hpp
    db 0, 0x8e
    dw EARLY_NMI >> 16 & 0xffff
    dd EARLY_NMI >> 32, 0
early_idt_end:
early_idt_pointer:
    dw early_idt_end - early_idt - 1
    dq early_idt

; ---- PVH note: Xen ELF note 18, the 32-bit physical entry (xen/include/public/elfnote.h) ----
section .note.pvh note alloc noexec nowrite align=4
    dd 4, 4, 18
    db "Xen", 0
    dd KERNEL_LOAD_BASE + PVH_ENTRY_OFFSET

; PML4, low PDPT, 4 low PDs, high PDPT, high PD, stack, spare tables: one block, so that one offset finds all of it.
EARLY_PDPT_LOW  equ 0x1000
EARLY_PD_LOW    equ 0x2000
EARLY_PDPT_HIGH equ 0x6000
EARLY_PD_HIGH   equ 0x7000
EARLY_STACK_TOP equ 0x8000 + 0x8000
PVH_ENTRY_OFFSET equ pvh_entry - header

section .bss nobits alloc noexec write align=4096
global early_tables, early_stack, early_spare_tables, unclaimed_nmis
early_tables:
    resb 0x8000
early_stack:                                    ; its lowest byte
    resb EARLY_STACK_TOP - 0x8000
early_spare_tables:                             ; counterpart: kernel/memory/early_map.cpp
    resb 6 * 0x1000
unclaimed_nmis:                                 ; by CPUs that are nobody yet: kernel/cpu/interrupts.hpp
    resq 1
