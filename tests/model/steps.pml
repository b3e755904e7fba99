/* What a CPU executes next, by the names of the code: smp/call.cpp, smp/method/, smp/safe/, smp/trampoline.asm, smp/ap_start.asm. */
#define IDLE 0      /* A's idle loop, until told */
#define IN_A 1      /* in A's text for ever, on its way to sleep */
#define E_STACK 2   /* enter_safe64: lgdt, rsp, ltr: stack of the bay */
#define E_LIDT 3
#define E_CR3 4
#define P_PAGING 5  /* park_enter: CR0.PG=0 */
#define P_OPTIONS 6
#define ARRIVE 7    /* say_arrived */
#define WAIT 8      /* in the safe pages */
#define B_CR3 9     /* safe_into_b */
#define B_STATE 10  /* ap_start, load_cpu_state() */
#define ONLINE 11
#define T_STACK 12  /* trampoline: lss, lidt, CR4.MCE, long mode */
#define T_LIDT 13
#define T_MCE 14
#define T_FIND 15   /* find_self */
#define T_LONG 16
#define A_STATE 17  /* as B_STATE, for who comes late to A */
#define A_ONLINE 18
#define FOREVER 19  /* halts where it is: in the trampoline page, or by halt_forever() in A's text */
#define OFFLINE 20  /* sleep() in smp/offline.cpp */

#define does(step) (omit != step)
#define enters(i) cpu[i].pc = E_STACK    /* the safe pages: safe.pml */

/* Spinning is waiting: a CPU that looks at a word executes the next step when the word says so. */
#define ready(i) (cpu[i].pc == IDLE -> cpu[i].told : (cpu[i].pc == ONLINE -> false : (cpu[i].pc == WAIT -> may_go_on(i) : true)))

/* What this method's CPU has said before it sleeps is all that the boot CPU knows of it. */
inline say_left(i) {
    cpu[i].left = true; cpu[i].pc = IN_A;
    moment++; printf("# EV t=%d life=%d cpu=%d state=left why=waits by=%d\n", moment, in_b, i, i)
}
inline execute(i) {
    if
    :: cpu[i].pc == IDLE -> leave(i)
    :: cpu[i].pc == IN_A || cpu[i].pc == WAIT -> wait(i)
    :: cpu[i].pc >= E_STACK && cpu[i].pc <= ARRIVE -> enter(i)
    :: cpu[i].pc == B_CR3 || cpu[i].pc == B_STATE -> into_b(i)
    :: cpu[i].pc >= T_STACK && cpu[i].pc <= T_LONG -> through_trampoline(i)
    :: cpu[i].pc == A_STATE || cpu[i].pc == A_ONLINE -> into_a(i)
    :: cpu[i].pc == FOREVER -> cpu[i].activity = HALTED
    :: cpu[i].pc == OFFLINE -> sleep(i)
    fi
}
