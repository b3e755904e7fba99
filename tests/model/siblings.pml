/* smp/offline.cpp. SIBLINGS: all but the boot CPU are siblings, and soft-offline when the handoff begins. */
byte asleep_in; /* offline=: SLEEPS or HALTED */
#define gathers (method != M_mwait)     /* Method::gather */
#define stays(i) (cpu[i].missing || cpu[i].offline)     /* send_all_away() passes over who is not online */

/* sleep(): the check comes with interrupts off, so that a wake-up after it ends the sleep. */
inline sleep(i) {
    if
    :: cpu[i].wake -> cpu[i].offline = false; cpu[i].pc = IDLE
    :: else -> cpu[i].activity = asleep_in
    fi
}
inline siblings_on() {
    n = 1;
    do
    :: n < NCPU -> cpu[n].wake = true; cpu[n].store = true; if :: does(O_CALL) -> cpu[n].call = true :: else fi; n++
    :: else -> break
    od;
    if
    :: does(O_ALL_REACH) -> if :: (!cpu[1].offline && !cpu[NCPU - 1].offline) || crashed :: timeout -> lost = true fi
    :: else
    fi
}
