/* smp/safe/enter_safe64.inc, park.asm, into_b.asm and smp/trampoline.asm. A step that is left out changes nothing and is passed. */
inline enter(i) {
    if
    :: cpu[i].pc == E_STACK -> if :: does(O_STACK) -> cpu[i].stack = SAFE :: else fi; cpu[i].code = SAFE; cpu[i].pc = E_LIDT
    :: cpu[i].pc == E_LIDT -> if :: does(O_LIDT) -> cpu[i].idt = SAFE :: else fi; cpu[i].pc = E_CR3
    :: cpu[i].pc == E_CR3 -> if :: does(O_CR3) -> cpu[i].tables = SAFE :: else fi; cpu[i].pc = (parks -> P_PAGING : ARRIVE)
    :: cpu[i].pc == P_PAGING -> if :: does(O_PAGING) -> cpu[i].tables = UNPAGED :: else fi; cpu[i].pc = P_OPTIONS
    :: cpu[i].pc == P_OPTIONS -> park_options(i); cpu[i].pc = ARRIVE
    :: cpu[i].pc == ARRIVE -> if :: does(O_ARRIVE) -> cpu[i].arrived = true :: else fi; cpu[i].pc = WAIT;
        moment++; printf("# EV t=%d life=%d cpu=%d state=parked why=waits by=%d\n", moment, in_b, i, i)
    fi
}
inline into_b(i) {
    if
    :: cpu[i].pc == B_CR3 -> if :: does(O_B_CR3) -> cpu[i].tables = B_ALL :: else fi; cpu[i].code = B_ALL; cpu[i].pc = B_STATE
    :: cpu[i].pc == B_STATE ->     /* B's text is at addresses that only its own tables map */
        if
        :: cpu[i].tables != B_ALL -> die(i)
        :: else -> cpu[i].stack = B_ALL; if :: does(O_B_LIDT) -> cpu[i].idt = B_ALL :: else fi; cpu[i].pc = ONLINE;
            cpu[i].online = true; cpu[i].latched = false; cpu[i].nmi_blocked = false;
            moment++; printf("# EV t=%d life=%d cpu=%d state=online why=arrived by=%d\n", moment, in_b, i, i)
        fi
    fi
}
inline through_trampoline(i) {
    if
    :: cpu[i].pc == T_STACK -> if :: does(O_T_STACK) -> cpu[i].stack = TRAMPOLINE :: else fi; cpu[i].pc = T_LIDT
    :: cpu[i].pc == T_LIDT -> if :: does(O_T_LIDT) -> cpu[i].idt = TRAMPOLINE :: else fi; cpu[i].pc = T_MCE
    :: cpu[i].pc == T_MCE -> if :: does(O_T_MCE) -> cpu[i].mce = true :: else fi; cpu[i].pc = T_LONG
    :: cpu[i].pc == T_LONG ->      /* a real-mode IVT is no IDT in long mode */
        if :: cpu[i].idt == IVT -> cpu[i].idt = NOWHERE :: else fi;
        cpu[i].tables = B_ALL; cpu[i].code = B_ALL; cpu[i].pc = B_STATE
    fi
}
