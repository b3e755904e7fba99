/* smp/method/park.cpp, smp/safe/park.asm: HLT in the safe pages; its options leave one part out each. */
#define parks (method == M_park || method == M_park_noidt || method == M_park_nomce || method == M_park_nmilatch)
inline park_options(i) {
    if
    :: method == M_park_noidt -> cpu[i].idt = NOWHERE
    :: method == M_park_nomce -> cpu[i].mce = false
    :: method == M_park_nmilatch -> cpu[i].latched = true
    :: else
    fi
}
#define park_leave(i) enters(i)
#define park_wait(i) cpu[i].activity = HALTED
#define park_may_go_on(i) true
#define park_stored(i) skip
/* latch_nmi(): the one NMI that is never finished */
#define park_take(i) if :: method == M_park_nmilatch && does(O_TAKE) -> cpu[i].nmi = true; if :: !cpu[i].nmi || crashed :: timeout fi :: else fi
#define park_stop(i) send_init(i)
#define park_reclaim(i) send_startup(i)
#define park_by_sipi(i) true
