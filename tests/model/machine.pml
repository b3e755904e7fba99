/* What machines do differently: docs/platforms.md has the measured answers, the sources are the manuals'. */
#define MANUAL 0
#define QEMU 1      /* thread=multi and thread=single answer alike */
#define BOCHS 2
byte machine;
/* SDM vol. 2, HLT: INIT ends it. QEMU: only when the next event comes (probe init-halted). */
#define init_is_late (machine == QEMU)
/* SDM vol. 3, "VM Entries": wait-for-SIPI blocks NMI and SMI. QEMU does not (probes init-nmi, init-smi). */
#define takes_events_in_wfs (machine == QEMU)
/* SDM vol. 2, MWAIT. QEMU: PAUSE (probe mwait), so its text is fetched all the time. */
#define fetches_asleep (machine == QEMU && (!alive[A_TABLES] || !alive[A_TEXT]))
/* SDM vol. 3, "Auto HALT Restart". Neither emulator does (probe hlt-smi). HLT is fetched again or what is behind it. */
#define has_mce (machine != BOCHS)
