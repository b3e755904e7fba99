#include "smp/event/nmi_count.hpp"

#include "kernel/cpu/interrupts.hpp"
#include "kernel/log/print.hpp"
#include "smp/safe/safe_pages.hpp"

void nmi_count::report(uint64_t provoked) {
    uint64_t unasked = unclaimed_nmis.exchange(0, std::memory_order_relaxed);
    for (Cpu& cpu : cpus()) {
        uint64_t &here = cpu.own_counters.nmi, &in_bay = safe_pages().bay(cpu.number).counters.nmi;
        const uint64_t counted = here + in_bay;
        if (counted > provoked) unasked += counted - provoked;
        here = in_bay = 0;
    }
    print("# nmi unasked={}\n", unasked);
}
