/* smp/method/mwait.cpp: the line is in A's arena; siblings are in the same loop, where nosmt put them. */
#define mwait_leave(i) say_left(i)
#define mwait_wait(i) cpu[i].activity = SLEEPS
#define mwait_may_go_on(i) true
#define mwait_stored(i) cpu[i].store = true
#define mwait_take(i) skip
#define mwait_stop(i) send_init(i)
#define mwait_reclaim(i) send_startup(i)
#define mwait_by_sipi(i) true
