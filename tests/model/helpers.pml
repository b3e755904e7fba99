/* method=jmp: CPUs that wait help to copy, piece by piece (smp/safe/copier.asm, copy_pieces.asm, jmp.asm). A model of its
 * own: no events, no CPU dies. Every piece is written once, and none when its step is over or B runs. */
#define HELPERS 2
#define STEPS 2
#define PIECES 2
#ifndef OMIT
#define OMIT 0
#endif
#define COUNT_FIRST 1   /* lock inc SC_HELPERS before anything is taken */
#define AWAIT_HELPERS 2 /* the copier waits until nobody is in the step */
#define LEFT_LAST 3     /* SC_STEP_LEFT is written behind the step's source and destination */
byte destination;       /* SC_STEP_DESTINATION, as the number of the step; STEPS is what was there before */
short left;             /* SC_STEP_LEFT, in pieces */
byte helpers, written[4];     /* by piece */
byte step;              /* that the copier is in; STEPS when it has said go */
bool go;

inline copy_pieces() {
    do
    :: atomic { mine = left; left-- };              /* lock xadd */
        if
        :: mine > 0 -> to = destination;
            assert(to == step && !go);              /* nobody takes a piece of another step, or of none */
            written[to * PIECES + mine - 1]++;
            assert(to == step && !go)               /* nor is one still written then */
        :: else -> break
        fi
    od
}
active [HELPERS] proctype jmp_wait() {
    short mine; byte to;
end:do
    :: go -> break                                  /* safe_into_b */
    :: !go && left > 0 ->
        if :: OMIT != COUNT_FIRST -> helpers++ :: else fi;
        copy_pieces();
        if :: OMIT != COUNT_FIRST -> helpers-- :: else fi
    od
}
active proctype copier() {
    short mine; byte to, k;
    destination = STEPS;
    do
    :: step < STEPS ->
        if :: OMIT == LEFT_LAST -> left = PIECES; destination = step :: else -> destination = step; left = PIECES fi;
        copy_pieces();
        if :: OMIT != AWAIT_HELPERS -> helpers == 0 :: else fi;
        k = 0;
        do :: k < PIECES -> assert(written[step * PIECES + k] == 1); k++ :: else -> break od;
        step++
    :: else -> break
    od;
    go = true
}
