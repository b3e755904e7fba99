; A real-mode interrupt handler that counts, for CPUs between INIT and SIPI (smp/probe/init.cpp copies it below 1 MiB).

section .rodata progbits alloc noexec nowrite align=16
global ivt_handler, ivt_handler_count, ivt_handler_end

bits 16
ivt_handler:
    inc dword [cs:ivt_handler_count - ivt_handler]
    iret
align 4
ivt_handler_count: dd 0
ivt_handler_end:
