/* smp/bring_up.cpp: a CPU that has not come to A is given up, and may come at any moment after that. STRAY: the last one
 * is such a CPU; A has sent it INIT and SIPI, and it has not yet begun. */
bool closed;    /* trampoline::close(), of A's page; B's has another */
bool gave_up;   /* A has been without it */
bool a_missing; /* and what sign() has said of that */

inline give_up(i) {
    atomic {
        if :: !cpu[i].came -> cpu[i].missing = true; gave_up = true;
            moment++; printf("# EV t=%d life=%d cpu=%d state=missing why=did-not-come by=0\n", moment, in_b, i)
        :: else fi
    };
    if :: cpu[i].missing -> cpu[i].init_ipi = true :: else fi
}
inline sign() { if :: does(O_SIGN) -> a_missing = cpu[NCPU - 1].missing :: else fi }
inline shut_out_missing() {
    if :: does(O_CLOSE) -> closed = true :: else fi;
    if :: does(O_SHUT_OUT) && cpu[NCPU - 1].missing -> cpu[NCPU - 1].init_ipi = true :: else fi
}
/* find_self: who finds no table halts in the page, for ever. */
inline find_self(i) {
    if :: closed && !cpu[i].to_b -> cpu[i].pc = FOREVER :: else -> cpu[i].pc = T_LONG fi
}
/* ap_start, load_cpu_state(), and what call::idle() does first. */
inline into_a(i) {
    if
    :: cpu[i].pc == A_STATE -> cpu[i].stack = A_TABLES; cpu[i].idt = A_TABLES; cpu[i].pc = A_ONLINE
    :: cpu[i].pc == A_ONLINE ->
        if
        :: cpu[i].missing && does(O_UNLESS) -> cpu[i].pc = FOREVER
        :: else -> cpu[i].missing = false; cpu[i].came = true; cpu[i].pc = IDLE
        fi
    fi
}
