/* What a CPU executes, step by step: smp/method/NAME.cpp, smp/safe/, smp/trampoline.asm, smp/ap_start.asm. */
#define IDLE 0      /* A's idle loop, until told */
#define HALT 1      /* hlt, init, mwait: in A's text, for ever */
#define E_STACK 2   /* enter_safe64: lgdt, rsp, ltr: stack of the bay */
#define E_LIDT 3
#define E_CR3 4
#define P_PAGING 5  /* park: CR0.PG=0 */
#define P_OPTIONS 6 /* park,noidt park,nomce park,nmilatch */
#define ARRIVE 7    /* say_arrived */
#define WAIT 8
#define B_CR3 9     /* safe_into_b */
#define B_STATE 10  /* ap_start, load_cpu_state() */
#define ONLINE 11
#define T_STACK 12  /* trampoline: lss, lidt, CR4.MCE, long mode */
#define T_LIDT 13
#define T_MCE 14
#define T_LONG 15

#define in_a (method == M_mwait || method == M_hlt || method == M_init)
#define parks (method == M_park || method == M_park_noidt || method == M_park_nomce || method == M_park_nmilatch)
#define does(step) (omit != step)

/* Spinning is waiting: a CPU that looks at a word executes the next step when the word says so. */
#define ready(i) (cpu[i].pc == IDLE -> cpu[i].told : (cpu[i].pc == ONLINE -> false : (cpu[i].pc == WAIT -> \
    (parks || (method == M_jmp && go) || (method == M_mailbox && (test[i] || wakeup[i]))) : true)))

inline execute(i) {
    if
    :: cpu[i].pc == IDLE && in_a -> cpu[i].left = true; cpu[i].pc = HALT;
        moment++; printf("# EV t=%d life=%d cpu=%d state=left why=waits by=%d\n", moment, in_b, i, i)
    :: cpu[i].pc == IDLE && !in_a -> cpu[i].pc = E_STACK
    :: cpu[i].pc == HALT -> cpu[i].activity = (method == M_mwait -> SLEEPS : HALTED)
    :: cpu[i].pc == E_STACK -> if :: does(O_STACK) -> cpu[i].stack = SAFE :: else fi; cpu[i].code = SAFE; cpu[i].pc = E_LIDT
    :: cpu[i].pc == E_LIDT -> if :: does(O_LIDT) -> cpu[i].idt = SAFE :: else fi; cpu[i].pc = E_CR3
    :: cpu[i].pc == E_CR3 -> if :: does(O_CR3) -> cpu[i].tables = SAFE :: else fi; cpu[i].pc = (parks -> P_PAGING : ARRIVE)
    :: cpu[i].pc == P_PAGING -> if :: does(O_PAGING) -> cpu[i].tables = UNPAGED :: else fi; cpu[i].pc = P_OPTIONS
    :: cpu[i].pc == P_OPTIONS ->
        if
        :: method == M_park_noidt -> cpu[i].idt = NOWHERE
        :: method == M_park_nomce -> cpu[i].mce = false
        :: method == M_park_nmilatch -> cpu[i].latched = true
        :: else
        fi;
        cpu[i].pc = ARRIVE
    :: cpu[i].pc == ARRIVE -> if :: does(O_ARRIVE) -> cpu[i].arrived = true :: else fi; cpu[i].pc = WAIT;
        moment++; printf("# EV t=%d life=%d cpu=%d state=parked why=waits by=%d\n", moment, in_b, i, i)
    :: cpu[i].pc == WAIT && parks -> cpu[i].activity = HALTED
    :: cpu[i].pc == WAIT && method == M_jmp -> cpu[i].pc = B_CR3
    :: cpu[i].pc == WAIT && method == M_mailbox ->
        if :: wakeup[i] -> wakeup[i] = false; cpu[i].pc = B_CR3 :: else -> test[i] = false fi
    :: cpu[i].pc == B_CR3 -> if :: does(O_B_CR3) -> cpu[i].tables = B_ALL :: else fi; cpu[i].code = B_ALL; cpu[i].pc = B_STATE
    :: cpu[i].pc == B_STATE ->     /* B's text is at addresses that only its own tables map */
        if
        :: cpu[i].tables != B_ALL -> die(i)
        :: else -> cpu[i].stack = B_ALL; if :: does(O_B_LIDT) -> cpu[i].idt = B_ALL :: else fi; cpu[i].pc = ONLINE;
            cpu[i].online = true; cpu[i].latched = false; cpu[i].nmi_blocked = false;
            moment++; printf("# EV t=%d life=%d cpu=%d state=online why=arrived by=%d\n", moment, in_b, i, i)
        fi
    :: cpu[i].pc == T_STACK -> if :: does(O_T_STACK) -> cpu[i].stack = TRAMPOLINE :: else fi; cpu[i].pc = T_LIDT
    :: cpu[i].pc == T_LIDT -> if :: does(O_T_LIDT) -> cpu[i].idt = TRAMPOLINE :: else fi; cpu[i].pc = T_MCE
    :: cpu[i].pc == T_MCE -> if :: does(O_T_MCE) -> cpu[i].mce = true :: else fi; cpu[i].pc = T_LONG
    :: cpu[i].pc == T_LONG ->      /* a real-mode IVT is no IDT in long mode */
        if :: cpu[i].idt == IVT -> cpu[i].idt = NOWHERE :: else fi;
        cpu[i].tables = B_ALL; cpu[i].code = B_ALL; cpu[i].pc = B_STATE
    fi
}
