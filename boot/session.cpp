#include "boot/session.hpp"

#include <algorithm>
#include <cstring>

#include "hibernate/image/build_id.hpp"
#include "kernel/base/cpuid.hpp"
#include "kernel/base/hash.hpp"
#include "kernel/memory/layout.hpp"

namespace {

// A reset may throw away what only a cache has (SDM vol. 3, "Processor State After Reset": caches are invalid), so it
// is written out. SDM vol. 2A, CLFLUSH: CPUID.01H:EBX[15:8] is the line's size, in units of 8 bytes; a fence orders it.
void write_out(const volatile std::byte* from, size_t bytes) {
    if (!cpu_has_clflush()) return;
    const size_t line = std::max<size_t>((cpuid(1).ebx >> 8 & 0xff) * 8, 8);
    for (size_t at = 0; at < bytes; at += line) asm volatile("clflush %0" : : "m"(from[at]) : "memory");
    asm volatile("clflush %0" : : "m"(from[bytes - 1]) : "memory"); // the last line, wherever the first began
    asm volatile("mfence" ::: "memory");
}

} // namespace

uint64_t session::checksum_of(const SessionRecord& record) {
    constexpr size_t from = offsetof(SessionRecord, build);
    return hash(std::as_bytes(std::span(&record, 1)).subspan(from));
}

bool session::is_ours(const SessionRecord& record, const BuildId& build) {
    return record.magic == SessionRecord::magic_value && record.build == build &&
           checksum_of(record) == record.checksum;
}

std::optional<SessionRecord> session::find(const Machine& machine) {
    const BuildId build = own_build_id();
    std::optional<SessionRecord> newest;
    for (const MemoryMapEntry& entry : machine.memory.entries()) {
        if (entry.type != MemoryType::Available) continue;
        const uint64_t end = std::min(entry.range.end(), four_gib).value;
        for (uint64_t page = align_up(entry.range.base.value, page_size); page + page_size <= end; page += page_size) {
            const auto& there = *direct_map<const SessionRecord>({page});
            if (is_ours(there, build) && (!newest || there.sequence > newest->sequence)) newest = there;
        }
    }
    if (newest && newest->is_over) newest.reset();
    return newest;
}

void session::put(const Placement& placement, const Machine& machine, const std::optional<SessionRecord>& found) {
    SessionRecord record{};
    record.build = own_build_id();
    record.command_line = machine.command_line;
    record.running = SessionRecord::none;
    if (found) record = *found;
    record.magic = 0; // see write()
    record.boots++;
    write(placement, record);
}

SessionRecord session::read(const Placement& placement) {
    SessionRecord record = *direct_map<const SessionRecord>(placement.sessions[0]);
    record.magic = 0;
    return record;
}

void session::write(const Placement& placement, SessionRecord& record) {
    record.sequence++;
    record.checksum = checksum_of(record);
    for (const PhysAddr page : placement.sessions) {
        auto* place = direct_map<SessionRecord>(page);
        memcpy(place, &record, sizeof(record));
        place->magic = SessionRecord::magic_value; // nowhere else: a copy in an image is no record
        write_out(reinterpret_cast<const volatile std::byte*>(place), sizeof(record));
    }
}
