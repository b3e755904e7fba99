/* smp/method/mailbox.cpp, smp/safe/mailbox.asm: A sends Test, B sends Wakeup. */
#define mailbox_leave(i) enters(i)
#define mailbox_wait(i) if :: wakeup[i] -> wakeup[i] = false; cpu[i].pc = B_CR3 :: else -> test[i] = false fi
#define mailbox_may_go_on(i) (test[i] || wakeup[i])
#define mailbox_stored(i) skip
#define mailbox_take(i) if :: does(O_TAKE) -> test[i] = true; if :: !test[i] || crashed :: timeout -> lost = true fi :: else fi
#define mailbox_stop(i) skip
#define mailbox_reclaim(i) if :: does(O_WAKEUP) -> wakeup[i] = true; if :: !wakeup[i] || crashed :: timeout fi :: else fi
#define mailbox_by_sipi(i) false
