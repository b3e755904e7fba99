// What a handoff method is. Each is one file, smp/method/NAME.cpp, which is its row too.
#pragma once

#include "kernel/base/rows.hpp"
#include "smp/event/event.hpp"

// What of kernel A must survive, unchanged, until B takes the CPU: everything named here dies in the copy.
enum class Needs : uint8_t { Nothing = 0, Text = 1, Stack = 2, PageTables = 4, Idt = 8, MonitoredLine = 16 };
constexpr Needs operator|(Needs a, Needs b) {
    return static_cast<Needs>(static_cast<uint8_t>(a) | static_cast<uint8_t>(b));
}
constexpr bool operator&(Needs a, Needs b) { return (static_cast<uint8_t>(a) & static_cast<uint8_t>(b)) != 0; }

struct Method {
    std::string_view name;
    std::string_view text; // where CPUs wait, in one sentence
    // Whether siblings are brought out of soft-offline first, to leave like every other CPU.
    bool gather;
    // Of kernel A, by a CPU that has left. The handoff does nothing to keep it: that is what is tried. Read by the
    // copier's announcement (hibernate/resume.cpp) and, with `dies_of`, by method=all (smp/method/matrix_rows.cpp).
    Needs needs;
    // Empty if this machine can do it, else why not: the run is then skipped. Boot CPU, any life.
    std::string_view (*why_unusable)();
    // On the AP, in A: go where you wait. Never returns to A. Says so by CpuState::Left, or by its bay.
    void (*leave)(Cpu& cpu);
    // On A's boot CPU, once the AP has left: what has to be done to it from outside.
    void (*take)(Cpu& cpu);
    // On B's boot CPU: send INIT, if A has not. Every CPU is stopped before the first is brought in. Null where CPUs
    // are not brought in by SIPI.
    void (*stop)(Cpu& cpu) = nullptr;
    // On B's boot CPU: bring it in. Does not wait for its arrival.
    void (*reclaim)(Cpu& cpu);
    // The word in memory whose change the CPU waits for: what inject=store writes. Null if a store cannot wake it.
    PhysAddr (*wait_word)(Cpu& cpu) = nullptr;
    // What the architecture says will end a CPU that waits by this method, once A is being overwritten (or at once,
    // if it needs nothing of A): method=all leaves these rows out unless it is asked for them.
    std::span<const Event* const> dies_of = {};
    bool dies_anyway = false;      // without any event
    bool waits_at_mailbox = false; // the ACPI mailbox, by which any kernel can take the CPU (boot/to_linux.cpp)
    bool is_probing = false;       // method=none: there is no story, only probes
};
ROW_SET(Method, methods)
#define METHOD(id) ROW(Method, methods, id, method_##id)

// For methods that need nothing of a kind: usable everywhere, nothing to do in take or reclaim.
inline std::string_view always_usable() { return {}; }
inline void nothing_to_do(Cpu&) {}
