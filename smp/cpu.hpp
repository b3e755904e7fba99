// One CPU as this life knows it, and the table of all of them.
#pragma once

#include <atomic>
#include <span>
#include <string_view>

#include "kernel/base/types.hpp"
#include "kernel/cpu/descriptors.hpp"
#include "kernel/cpu/tsc.hpp"
#include "smp/cpu_proof.hpp"

// Who may write which state, and where the CPU then is:
//
//   Known     boot CPU   in the MADT, never started in this life
//   Starting  boot CPU   SIPI is on its way
//   Online    itself     this life's idle loop, answers on_cpu()
//   Offline   itself     this life's soft-offline loop, comes back when told to (smp/offline.cpp)
//   Left      itself     this life's memory, but it will not answer any more: only INIT gets it
//   InInit    boot CPU   wait-for-SIPI: it executes nothing
//   Parked    boot CPU   the safe pages; its bay there has acknowledged (smp/safe/safe_pages.hpp)
//   Missing   boot CPU   did not come within a bounded wait: given up, sent INIT, and not let in if it comes late
enum class CpuState : uint32_t { Known, Starting, Online, Offline, Left, InInit, Parked, Missing };
std::string_view name_of(CpuState state);

// A cache line of its own: the line that MONITOR watches. 128 bytes, because the adjacent-line prefetcher of Intel
// CPUs works in pairs (SDM vol. 3, "Monitor/Mwait Address Range Determination", asks software to pad to CPUID.05H's
// largest line). Leaf 5 may differ between the cores of a hybrid machine, and was asked of none: of a longer line only
// the rest would be shared, and a CPU woken by a store there looks at its command and sleeps again.
struct alignas(128) WakeLine {
    std::atomic<uint32_t> command; // pairs told_to_wake()'s acquire with siblings_on()'s release, smp/offline.cpp
};
namespace wake_command {
inline constexpr uint32_t stay = 0, wake = 1;
}

// Why a CPU that was put to rest woke, by its own count. While CPUs cross they lie in the safe pages
// (smp/safe/safe_pages.hpp), so that a survivor shows what it survived.
struct WakeCounters { // offsets for NASM: boot/asm_offsets.cpp
    uint64_t nmi, smi, machine_check;
    uint64_t wakes; // times that HLT or MWAIT ended, or that a spinning CPU looked
};

struct Cpu;
using CpuFunction = void (*)(Cpu&, void* data);

struct alignas(128) Cpu {
    Cpu* self; // at gs:0, see this_cpu()
    CpuNumber number;
    ApicId apic_id;
    bool is_sibling; // an SMT sibling: not the first thread of its core, soft-offlined under nosmt
    std::atomic<CpuState> state;

    // The call slot (smp/call.cpp): one call at a time, from the boot CPU.
    CpuFunction call_function;
    void* call_data;
    std::atomic<uint32_t> call_posted;   // number of the newest call; release by the boot CPU, acquire by this one
    std::atomic<uint32_t> call_finished; // number of the call that has returned; the other way round

    WakeLine line;
    CpuProof proof;

    // When INIT and SIPI were sent to it, when it executed its first instruction of this life, when it was ready to
    // answer, when it was told to leave. When it left is in its bay (smp/safe/safe_pages.hpp), where the next life
    // finds it.
    Ticks init_sent, sipi_sent, first_instruction, online_at, told_to_leave;

    uint64_t stack_top; // virtual
    Gdt gdt;
    Tss64 tss;

    WakeCounters own_counters;
    WakeCounters* counters; // own_counters, or the bay's from the moment this life prepares the safe pages
};

// This CPU's own entry. Valid after load_cpu_state() on it (smp/cpu_state.hpp).
inline Cpu& this_cpu() {
    Cpu* self;
    asm volatile("mov %%gs:0, %0" : "=r"(self));
    return *self;
}

// All CPUs of this life; [0] is the boot CPU. Made by cpu_table::create() and never resized.
std::span<Cpu> cpus();
inline std::span<Cpu> application_processors() { return cpus().subspan(1); }
inline Cpu& boot_cpu() { return cpus()[0]; }

// Changes a CPU's state and records it. `why` must point to read-only data. Only the writers of the table above.
void transition(Cpu& cpu, CpuState to, std::string_view why);
// The same, but not for a CPU that is (or meanwhile became) `unless`; returns whether it was done.
bool transition_unless(CpuState unless, Cpu& cpu, CpuState to, std::string_view why, Ticks when);
// The same for a change that was seen later than it happened.
void transition_at(Cpu& cpu, CpuState to, std::string_view why, Ticks when);
