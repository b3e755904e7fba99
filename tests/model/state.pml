/* What there is of a CPU, as far as a handoff needs it. */
#define RUN 0
#define HALTED 1
#define SLEEPS 2    /* MWAIT */
#define WFS 3       /* wait-for-SIPI */
typedef Cpu {
    byte activity, pc, code, idt, tables, stack;
    bool mce, mcip, nmi, smi, mc, init_ipi, sipi, nmi_blocked, store;
    bool told, left, arrived, online, latched, counted;
    bool sipi_of_b, to_b;   /* whose trampoline page the SIPI names, and whose it is in */
    bool came, missing;     /* to A; given up by A */
    bool offline, wake, call    /* a sibling's; told to wake; the call interrupt is pending */
};
Cpu cpu[NCPU];      /* 0 is the boot CPU's place, which runs in boot.pml */
