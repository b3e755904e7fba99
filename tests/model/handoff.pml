/* The boot CPU's part, hibernate/resume.cpp to hibernate/reclaim.cpp: gather, leave, take, copy, reclaim, release; and the event.
 * What came of each cell is said the first time it is seen, so one search answers for all of them. */
#include "names.pml"
#ifndef NCPU
#define NCPU 2
#endif
bool in_b;  /* whose life it is */
byte method, event, point, storm, omit;
bool crashed, lost, go, test[NCPU], wakeup[NCPU], sent_any, done;
#ifdef DRAW
short moment;
#else
hidden short moment;
#endif
byte n, k, sent, outcome;
bool waited; /* for who did not come */
#include "machines.pml"
#include "memory.pml"
#include "state.pml"
#include "steps.pml"
#include "methods.pml"
#include "stray.pml"
#include "siblings.pml"
#include "safe.pml"
#include "cpu.pml"
c_decl { static char seen[1 << 21]; }

inline say(what) {
    outcome = what;
    c_code {
        int key = ((((now.machine * 16 + now.method) * 8 + now.event) * 8 + now.point) * 2 + now.storm - 1) * 32 + now.omit;
        key = key * 4 + now.outcome;
        if (key < (int)sizeof(seen) && !seen[key]) {
            seen[key] = 1;
            printf("OUTCOME %d %d %d %d %d %d %d\n", now.machine, now.method, now.event, now.point, now.storm, now.omit, now.outcome);
        }
    }
}
inline hit(i) {
    if
    :: event == E_nmi -> cpu[i].nmi = true
    :: event == E_smi -> cpu[i].smi = true
    :: event == E_mce -> cpu[i].mc = true
    :: event == E_store -> stored(i)
    :: else
    fi
}
/* smp/bring_up.cpp */
inline send_init(i) { if :: does(O_INIT) -> cpu[i].init_ipi = true :: else fi }
inline send_startup(i) { if :: does(O_SIPI) -> cpu[i].sipi_of_b = in_b; cpu[i].sipi = true :: else fi }
inline send() {
    atomic { k = 1; do :: k < NCPU -> hit(k); k++ :: else -> break od; k = 0;
        moment++; printf("# the event is sent t=%d\n", moment) }
}
#define ALL(what) (cpu[1].what && cpu[NCPU - 1].what)    /* of two application processors at most */
#define all_moved (ALL(counted) || event == E_store)
#define for_each(what) n = 1; do :: n < NCPU && !crashed -> what; n++ :: else -> break od
/* smp/safe/provoke.hpp: the wait is bounded; who did not count the first is not waited for again. */
inline provoke(p) {
    sent = 0;
    do
    :: point == p && event != E_none && sent < storm && !crashed ->
        atomic { cpu[1].counted = false; cpu[NCPU - 1].counted = false }; send(); sent++;
        if :: waited :: else -> if :: all_moved || crashed :: timeout -> waited = (sent == 1) fi fi
    :: else -> break
    od
}
/* PROMPT: a CPU that can go on has done so before the boot CPU does. Runs are like that mostly; nothing guarantees it. */
#ifdef PROMPT
#define settle() if :: crashed || timeout fi
#else
#define settle() skip
#endif
/* After an event that not all have counted nobody is waited for: the next IPI follows at once. */
#define settle_unless_waited() if :: !waited -> settle() :: else fi
#define A_HAS_LEFT(i) (cpu[i].left || cpu[i].arrived)

proctype boot() {
#ifdef STRAY
    give_up(NCPU - 1); sign();
#endif
    /* gather: mwait leaves siblings where nosmt put them */
#ifdef SIBLINGS
    if :: gathers && does(O_GATHER) -> siblings_on() :: else fi;
    if :: crashed || lost -> goto end_of_story :: else fi;
#endif
    /* leave */
    n = 1;
    do
    :: n < NCPU && stays(n) -> n++
    :: n < NCPU && !stays(n) -> cpu[n].told = true;
        if
        :: does(O_AWAIT) -> if :: A_HAS_LEFT(n) || crashed :: timeout -> lost = true fi
        :: else
        fi;
        if :: crashed || lost -> goto end_of_story :: else fi;
        settle();
        take(n); settle(); n++
    :: else -> break
    od;
#ifdef STRAY
    shut_out_missing();
#endif
    n = 0; settle();
    provoke(P_parked); settle();
    provoke(P_copying); settle();     /* half of the pages: above A's slot */
    atomic { alive[A_TABLES] = false;
        for_each(stored(n)); n = 0 };  /* mwait's line is in there */
    alive[A_TEXT] = false; settle();
    provoke(P_copied); settle();
    atomic { alive[B_ALL] = true; in_b = true; if :: does(O_GO) -> go = true :: else fi };
    settle(); provoke(P_reclaim); settle_unless_waited();
    if :: does(O_PREPARE) -> alive[IVT] = true :: else fi;
    for_each(stop(n));
    settle_unless_waited(); provoke(P_in_init); settle_unless_waited();
    for_each(reclaim(n));
    if
    :: does(O_BACK) ->     /* await_all(): a second SIPI for who has not come */
        if :: ALL(online) || crashed :: timeout -> for_each(if :: !cpu[n].online && by_sipi(n) -> send_startup(n) :: else fi) fi;
        if :: ALL(online) || crashed :: timeout -> lost = true fi
    :: else
    fi;
    n = 0;
    if :: !lost && !crashed -> alive[SAFE] = false; done = true :: else fi;  /* retire_code() */
end_of_story:
    if :: crashed || timeout fi;
    atomic {
        if
        :: crashed -> say(1)
        :: !crashed && (lost || !cpu[1].online || !cpu[NCPU - 1].online) -> say(2)
        :: else -> if :: gave_up && !a_missing -> say(3) :: gave_up && a_missing -> say(2) :: else -> say(0) fi
        fi
#ifdef DRAW
        ; assert(!crashed && !lost)
#endif
    }
}
/* An event at every moment, not only at four points. */
active proctype anywhere() {
end:atomic { point == P_anywhere && sent_any -> sent_any = false };
    if :: !done && !crashed -> send() :: done || crashed fi
}
inline among(variable, from, to) { variable = from; do :: variable < to -> variable++ :: break od }
init {
    atomic {
        among(machine, FROM_MACHINE, TO_MACHINE); among(method, FROM_METHOD, TO_METHOD); among(event, FROM_EVENT, TO_EVENT);
        among(point, FROM_POINT, TO_POINT); among(storm, 1, TO_STORM); among(omit, FROM_OMIT, TO_OMIT);
        !(event == E_none && (point != P_parked || storm != 1)); !(event == E_mce && no_mce);
        !(point == P_anywhere && storm != 1);
        alive[A_TABLES] = true; alive[A_TEXT] = true; alive[SAFE] = true; alive[TRAMPOLINE] = true; alive[UNPAGED] = true;
        n = 1;
        do
        :: n < NCPU -> cpu[n].code = A_TEXT; cpu[n].idt = A_TABLES; cpu[n].tables = A_TABLES; cpu[n].stack = A_TABLES;
            cpu[n].mce = true; cpu[n].came = true; n++
        :: else -> break
        od;
#ifdef STRAY
        /* INIT's state; the vectors in the page at 0 are A's own */
        alive[IVT] = true; n = NCPU - 1; cpu[n].came = false; cpu[n].mce = false; cpu[n].activity = WFS; cpu[n].sipi = true;
        cpu[n].code = NOWHERE; cpu[n].idt = IVT; cpu[n].tables = UNPAGED; cpu[n].stack = UNPAGED;
#endif
#ifdef SIBLINGS
        if :: asleep_in = HALTED :: asleep_in = SLEEPS fi; n = 1;
        do :: n < NCPU -> cpu[n].offline = true; cpu[n].pc = OFFLINE; n++ :: else -> break od;
#endif
        n = 1; do :: n < NCPU -> run processor(n); n++ :: else -> break od;
        n = 0; sent_any = (point == P_anywhere);
        run boot()
    }
}
