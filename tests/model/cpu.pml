/* A CPU as the manuals have it. One boundary between instructions at a time: an event, or the next instruction. */
inline die(i) { crashed = true; moment++; printf("# EV t=%d life=%d cpu=%d state=missing why=shutdown by=%d\n", moment, in_b, i, i); }

/* SDM vol. 3, "Interrupt and Exception Handling": gate, handler and stack, all by the tables in force. */
inline deliver(i) {
    if
    :: (!alive[cpu[i].idt] || !alive[cpu[i].stack] || !alive[cpu[i].tables]
       || (cpu[i].idt == A_TABLES && (cpu[i].tables != A_TABLES || !alive[A_TEXT]))
       || (cpu[i].idt == B_ALL && cpu[i].tables != B_ALL)) -> die(i)
    :: else -> if :: cpu[i].activity != RUN -> cpu[i].activity = RUN :: else fi; cpu[i].counted = true
    fi
}
/* SDM vol. 3, "Processor State After Reset": of what matters here INIT changes CR0, CR4, IDTR, SS:SP; MCIP and a pending NMI
 * are kept (kept NMI: measured on KVM, Xen, Bochs). QEMU drops what woke it. */
inline take_init(i) {
    cpu[i].init_ipi = false; cpu[i].activity = WFS; cpu[i].mce = false; cpu[i].nmi_blocked = false;
    cpu[i].idt = IVT; cpu[i].tables = UNPAGED; cpu[i].stack = UNPAGED; cpu[i].code = NOWHERE; cpu[i].arrived = false;
    if :: init_is_late -> cpu[i].nmi = false; cpu[i].smi = false; cpu[i].mc = false :: else fi;
    moment++; printf("# EV t=%d life=%d cpu=%d state=in-init why=init by=%d\n", moment, in_b, i, i)
}
inline take_mc(i) {         /* SDM vol. 3, "Interrupt 18": CR4.MCE clear, or MCIP set: shutdown */
    cpu[i].mc = false;
    if
    :: !cpu[i].mce || cpu[i].mcip -> die(i)
    :: else -> cpu[i].mcip = true; deliver(i);
        if :: omit != O_MCIP -> cpu[i].mcip = false :: else fi   /* clear_machine_check */
    fi
}
inline take_nmi(i) {        /* SDM vol. 3, "Handling Multiple NMIs" */
    cpu[i].nmi = false;
    if
    :: cpu[i].activity == WFS -> die(i)     /* QEMU: on at F000:FFF0, in the firmware */
    :: else -> deliver(i); if :: cpu[i].latched -> cpu[i].nmi_blocked = true :: else fi
    fi
}
inline take_smi(i) {        /* SDM vol. 3, "System Management Mode": handler and save area are in the safe pages */
    cpu[i].smi = false;
    if
    :: cpu[i].activity == WFS -> die(i)
    :: else -> cpu[i].activity = RUN; cpu[i].counted = true
    fi
}
#define init_taken(i) (cpu[i].init_ipi && cpu[i].activity != WFS && !(init_is_late && cpu[i].activity == HALTED \
    && !(cpu[i].nmi || cpu[i].smi || cpu[i].mc || cpu[i].sipi)))
/* An event that QEMU's late INIT is waiting for makes INIT happen first. */
#define first(i) (!(init_is_late && cpu[i].init_ipi && cpu[i].activity == HALTED))
/* BOUNDARY: an INIT that was sent comes before the CPU's next instruction, and before an NMI (SDM vol. 3, "Priority Among
 * Concurrent Events"). Without it, whenever it likes. */
#ifdef BOUNDARY
#define held_by_init(i) init_taken(i)
#else
#define held_by_init(i) false
#endif

proctype processor(byte i) {
end:do
    :: atomic { !crashed && init_taken(i) -> take_init(i) }
    :: atomic { !crashed && cpu[i].init_ipi && cpu[i].activity == WFS -> cpu[i].init_ipi = false }    /* nothing to do */
    :: atomic { !crashed && cpu[i].mc && first(i) -> take_mc(i) }
    :: atomic { !crashed && cpu[i].nmi && !cpu[i].nmi_blocked && (cpu[i].activity != WFS || nmi_in_wfs) && first(i) && !held_by_init(i) -> take_nmi(i) }
    :: atomic { !crashed && cpu[i].smi && (cpu[i].activity != WFS || smi_in_wfs) && first(i) -> take_smi(i) }
    :: atomic { !crashed && cpu[i].activity == WFS && cpu[i].sipi ->
        cpu[i].sipi = false; cpu[i].to_b = cpu[i].sipi_of_b; cpu[i].activity = RUN; cpu[i].code = TRAMPOLINE; cpu[i].pc = T_STACK }
    :: atomic { !crashed && cpu[i].sipi && cpu[i].activity != WFS && !cpu[i].init_ipi -> cpu[i].sipi = false }
    :: atomic { !crashed && (cpu[i].store || (mwait_is_pause && (!alive[A_TABLES] || !alive[A_TEXT]))) && cpu[i].activity == SLEEPS -> cpu[i].store = false; cpu[i].activity = RUN }
    :: atomic { !crashed && cpu[i].call && cpu[i].pc == OFFLINE && cpu[i].activity != RUN && cpu[i].activity != WFS -> cpu[i].call = false; deliver(i) }
    :: atomic { !crashed && cpu[i].activity == RUN && ready(i) && !held_by_init(i) ->
        if
        :: !alive[cpu[i].code] || !alive[cpu[i].tables] || (cpu[i].code == A_TEXT && cpu[i].tables != A_TABLES) -> die(i)
        :: else -> execute(i)
        fi }
    od
}
