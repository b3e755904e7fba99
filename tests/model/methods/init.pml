/* smp/method/init.cpp: A's boot CPU sends INIT once the CPU has said `left`, B's only SIPI. */
#define init_leave(i) say_left(i)
#define init_wait(i) cpu[i].activity = HALTED
#define init_may_go_on(i) true
#define init_stored(i) skip
#define init_take(i) if :: does(O_TAKE) -> cpu[i].init_ipi = true :: else fi
#define init_stop(i) skip
#define init_reclaim(i) send_startup(i)
#define init_by_sipi(i) true
