; The two things that ever run in SMM here. Both enter in 16-bit mode with IP = 0x8000, CS base = SMBASE, DS base 0
; and limit 4 GiB (SDM vol. 3, "Initial SMM Execution Environment"; AMD APM vol. 2, "SMM Operating-Environment"). RSM
; restores every register, so all may be used.

DEFAULT_SMBASE      equ 0x30000             ; counterpart: kernel/memory/layout.hpp
ENTRY               equ DEFAULT_SMBASE + 0x8000
SAVE_REVISION       equ DEFAULT_SMBASE + 0xfefc
SAVE_SMBASE_32      equ DEFAULT_SMBASE + 0xfef8 ; 32-bit layout
SAVE_SMBASE_AMD64   equ DEFAULT_SMBASE + 0xff00 ; AMD64 layout, which QEMU and Bochs use too
REVISION_AMD64      equ 0x64

section .rodata progbits alloc noexec nowrite align=16
global smm_relocate, smm_relocate_new_base, smm_relocate_done, smm_relocate_end
global smm_entry, smm_entry_counter, smm_entry_end

bits 16
; Planted at 0x38000 while SMBASE is moved: writes the new one to the save area, from where RSM takes it.
smm_relocate:
    mov ebx, [dword ENTRY + (smm_relocate_new_base - smm_relocate)]
    cmp word [dword SAVE_REVISION], REVISION_AMD64
    je .amd64
    mov [dword SAVE_SMBASE_32], ebx
    jmp .done
.amd64:
    mov [dword SAVE_SMBASE_AMD64], ebx
.done:
    mov dword [dword ENTRY + (smm_relocate_done - smm_relocate)], 1 ; counterpart: relocate() in smp/event/smm.cpp
    rsm
align 4
smm_relocate_new_base: dd 0
smm_relocate_done:     dd 0
smm_relocate_end:

; Each CPU's own entry: counts, returns. The counter's address is part of the instruction (inc dword [disp32]), not read
; beside it: Bochs 2.7 took a MOV of [cs:...] in SMM from DS.
align 4
smm_entry:
    db 0x66, 0x67, 0xff, 0x05
smm_entry_counter: dd 0                     ; patched by plant_entry() in smp/event/smm.cpp
    rsm
smm_entry_end:
