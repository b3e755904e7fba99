#include "smp/parallel.hpp"

#include <algorithm>

#include "kernel/report/report.hpp"
#include "smp/call.hpp"

namespace {

struct Job {
    parallel::Work work;
    void* data;
    uint64_t count, piece;
    std::atomic<uint64_t> next; // first item that nobody has taken; only a ticket, so relaxed
};
constinit Job
    job{}; // published to the others by call::post(), and not changed before all of them have finished with it

void take_pieces() {
    for (;;) {
        const uint64_t first = job.next.fetch_add(job.piece, std::memory_order_relaxed);
        if (first >= job.count) return;
        job.work(job.data, first, std::min(first + job.piece, job.count));
    }
}

bool has_finished(const Cpu& cpu) {
    // Acquires what the CPU's pieces wrote; releases: idle() in smp/call.cpp.
    return cpu.call_finished.load(std::memory_order_acquire) == cpu.call_posted.load(std::memory_order_relaxed);
}

} // namespace

void parallel::run(uint64_t count, uint64_t piece, Work work, void* data) {
    job.work = work;
    job.data = data;
    job.count = count;
    job.piece = piece;
    job.next.store(0, std::memory_order_relaxed);
    // Who would find nothing left is not woken: hundreds of CPUs for ten pieces cost more than they bring.
    const auto help = [](Cpu&, void*) { take_pieces(); };
    uint64_t wanted = count / piece;
    Cpu* last_asked = nullptr;
    for (Cpu& cpu : application_processors()) {
        if (wanted <= 1) break;
        if (cpu.state.load(std::memory_order_acquire) != CpuState::Online || !has_finished(cpu)) continue;
        call::post(cpu, help, nullptr);
        last_asked = &cpu;
        wanted--;
    }
    take_pieces();
    if (last_asked == nullptr) return;
    for (Cpu& cpu : application_processors()) {
        if (cpu.state.load(std::memory_order_acquire) == CpuState::Online &&
            !wait_until(call::patience(), [&] { return has_finished(cpu); })) {
            print("# parallel: cpu {} did not finish its part\n", cpu.number);
            report::lose("a-cpu-did-not-finish-its-part");
        }
        if (&cpu == last_asked) return;
    }
}
