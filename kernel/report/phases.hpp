// How long each step of the story took, by the TSC. The stamps lie in the life record (hibernate/life/life.hpp), so
// that what A measured outlives A; they are of one clock epoch, because a power cycle clears them with the safe pages.
#pragma once

#include <algorithm>
#include <array>
#include <span>
#include <string_view>

#include "kernel/cpu/tsc.hpp"

// In the order in which they happen; kernel/report/phases.cpp has their names and lives, docs/log.md says what each
// covers.
enum class Phase : uint32_t {
    BringUpB,
    OfflineB,
    Fill,
    Freeze,
    Write,
    Checksum,
    Search,
    SaveToDisk,
    SoftBoot,
    BringUpA,
    OfflineA,
    Verify,
    Poison,
    Gather,
    Leave,
    Log,
    Copy,
    Jump,
    Hold,
    Reclaim,
    Settle,
    Check,
    Window,
    Count
};

struct PhaseTime {
    Ticks begin, end;
    uint64_t bytes; // that the phase moved or looked at; 0: it is not about bytes
};

// One interval of every CPU.
enum class CpuPhase : uint32_t {
    InitToSipiB,
    SipiToFirstB,
    FirstToOnlineB,
    InitToSipiA,
    SipiToFirstA,
    FirstToOnlineA,
    Leave,
    Away,
    InitToSipiB2,
    SipiToFirstB2,
    FirstToOnlineB2,
    Count
};

struct Spread {
    uint64_t min, median, max, count; // of `count` CPUs; nothing measured: 0
};

// Sorts `values`. The median of an even number is the lower of the two in the middle. Pure.
inline Spread spread_of(std::span<uint64_t> values) {
    if (values.empty()) return {};
    std::sort(values.begin(), values.end());
    return {values.front(), values[(values.size() - 1) / 2], values.back(), values.size()};
}

// Bytes a second of a plain copy, by the three ways there are (hibernate/image/plain_copy.hpp).
struct PlainSpeed {
    uint64_t bytes, us;
    constexpr uint64_t mb_s() const { return us == 0 ? 0 : bytes / us; }
};

struct Stamps {
    std::array<PhaseTime, static_cast<size_t>(Phase::Count)> phases;
    std::array<Spread, static_cast<size_t>(CpuPhase::Count)> cpus;
    std::array<PlainSpeed, 3> plain; // by CopyBy, smp/safe/copy_step.hpp
    PlainSpeed plain_whole;          // by the fastest of them, as many bytes as the store has
    PhaseTime& operator[](Phase p) { return phases[static_cast<size_t>(p)]; }
    const PhaseTime& operator[](Phase p) const { return phases[static_cast<size_t>(p)]; }
    Spread& operator[](CpuPhase p) { return cpus[static_cast<size_t>(p)]; }
};

namespace phases {
// Where this epoch's stamps are. Boot CPU, at the start of every life; B's second life finds them where its first did.
void initialize(Stamps& stamps);
Stamps& stamps();
void begin(Phase phase);
void end(Phase phase, uint64_t bytes = 0);
// Prints `# PHASE` and `# CPU-PHASE` for what was measured, and forgets it: the next cycle measures anew. Plain speeds
// stay.
void print_and_forget();
// `# TIMES`: what print_and_forget() printed first of each phase, in microseconds.
using Times = std::array<uint32_t, static_cast<size_t>(Phase::Count)>;
Times& first_times();
void print_first_times();
} // namespace phases

// A phase that lasts as long as this object. Not for phases that begin in one life and end in another.
class PhaseScope {
  public:
    explicit PhaseScope(Phase phase, uint64_t bytes = 0) : phase_(phase), bytes_(bytes) { phases::begin(phase); }
    ~PhaseScope() { phases::end(phase_, bytes_); }
    PhaseScope(const PhaseScope&) = delete;
    PhaseScope& operator=(const PhaseScope&) = delete;
    // That it moved or looked at, when that is known later.
    void set_bytes(uint64_t bytes) { bytes_ = bytes; }

  private:
    Phase phase_;
    uint64_t bytes_;
};
