/* smp/method/jmp.cpp, smp/safe/jmp.asm: looks at SC_GO; a store to it that changes nothing is seen and forgotten. */
#define jmp_leave(i) enters(i)
#define jmp_wait(i) cpu[i].pc = B_CR3
#define jmp_may_go_on(i) go
#define jmp_stored(i) skip
#define jmp_take(i) skip
#define jmp_stop(i) skip
#define jmp_reclaim(i) skip
#define jmp_by_sipi(i) false
