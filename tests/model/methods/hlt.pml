/* smp/method/hlt.cpp */
#define hlt_leave(i) say_left(i)
#define hlt_wait(i) cpu[i].activity = HALTED
#define hlt_may_go_on(i) true
#define hlt_stored(i) skip
#define hlt_take(i) skip
#define hlt_stop(i) send_init(i)
#define hlt_reclaim(i) send_startup(i)
#define hlt_by_sipi(i) true
