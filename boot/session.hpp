// What method=all crash=yes leaves in memory for the boot after a reset: a row that takes the machine with it does not
// take the results of the rows before it. A reset leaves memory as it is, but firmware may clear it, and firmware and
// loader use some of it: so the record is believed by its checksum, and lies in two places.
#pragma once

#include <optional>

#include "hibernate/image/image.hpp"
#include "hibernate/life/life.hpp"
#include "smp/cpu.hpp"
#include "smp/method/matrix_rows.hpp"

struct SessionRecord {
    static constexpr uint64_t magic_value = 0x6e6f697373657368; // "hsession"
    static constexpr uint32_t none = 0xffffffff;
    uint64_t magic, checksum; // of all that follows
    BuildId build;
    uint32_t sequence; // counts up with each record that is written: the newest is the one
    uint32_t boots;
    uint32_t next;    // the first that has not begun, of all rows in all cycles
    uint32_t running; // the row that has begun and has not ended; none
    bool is_over;     // the run came to its end: the next boot begins another
    uint8_t reserved[7];
    std::array<char, max_matrix_rows> letters; // smp/method/row_results.hpp
    phases::Times times;
    WakeCounters wakes;
    FixedText<1024> command_line; // a menu boots its default after the reset, and may have been told another entry
};
static_assert(sizeof(SessionRecord) <= page_size);

namespace session {

uint64_t checksum_of(const SessionRecord& record);
// Whether it is what it says, and of this build. Pure.
bool is_ours(const SessionRecord& record, const BuildId& build);

// The newest in the memory that a reset has left, if its run is not over. From the loader's copy, before anything is
// placed.
std::optional<SessionRecord> find(const Machine& machine);
// Where B finds it: what was found, or a new one.
void put(const Placement& placement, const Machine& machine, const std::optional<SessionRecord>& found);

// B's own: read once it lives, written before and after each row. Boot CPU.
SessionRecord read(const Placement& placement);
void write(const Placement& placement, SessionRecord& record);

} // namespace session
