/* What there is of a CPU, as far as a handoff needs it. */
#define RUN 0
#define HALTED 1
#define SLEEPS 2    /* MWAIT */
#define WFS 3       /* wait-for-SIPI */
typedef Cpu {
    byte activity, pc, code, idt, tables, stack;
    bool mce, mcip, nmi, smi, mc, init_ipi, sipi, nmi_blocked, store;
    bool told, left, arrived, online, latched, counted
};
Cpu cpu[NCPU];      /* 0 is the boot CPU's place, which runs in boot.pml */
