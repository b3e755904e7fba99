#include "boot/linux_papers.hpp"

#include <cstring>

#include "boot/linux_acpi.hpp"
#include "kernel/base/hash.hpp"
#include "kernel/log/panic.hpp"
#include "kernel/log/print.hpp"
#include "kernel/options/option.hpp"
#include "smp/event/event.hpp"
#include "smp/safe/mailbox.hpp"
#include "smp/safe/safe_pages.hpp"

namespace {

// The papers: zero page, command line, RSDP, and for the mailbox a MADT and the table that names it.
constexpr uint64_t command_line_page = page_size, tables_page = 2 * page_size, line_size = 2048, table_alignment = 64;

Bytes root_of(const Life& life) { return acpi::table_at(life.record.machine.acpi_root.address); }
Bytes madt_of(const Life& life) { return acpi::find_table(life.record.machine.acpi_root, "APIC"); }

linux_acpi::Room room_at(PhysAddr at, PhysRange papers) { return {direct_map(at), papers.end() - at}; }

// A table that did not fit, or was not as it was looked at.
PhysAddr behind(PhysAddr table, size_t size) {
    if (size == 0) panic("linux-tables", "the ACPI table at {} cannot be made", table);
    return {align_up(table.value + size, table_alignment)};
}

// Returns the RSDP's address.
PhysAddr write_tables(const Life& life, PhysRange papers) {
    const PhysAddr rsdp = papers.base + tables_page;
    acpi::Root root = life.record.machine.acpi_root;
    if (life.method.waits_at_mailbox) {
        const PhysAddr madt = behind(rsdp, linux_acpi::rsdp_size);
        const PhysAddr new_root = behind(madt, linux_acpi::put_madt_with_mailbox(room_at(madt, papers), madt_of(life),
                                                                                 safe_pages().mailbox_address()));
        behind(new_root, linux_acpi::put_root_with(room_at(new_root, papers), root_of(life), root.is_xsdt,
                                                   direct_map_inverse(madt_of(life).data()), madt));
        root.address = new_root;
    }
    behind(rsdp, linux_acpi::put_rsdp(room_at(rsdp, papers), root));
    return rsdp;
}

// Where init finds how often the event was sent, and how often the boot CPU took it; which is never if nobody can tell.
void put_event(Text& out, const Life& life) {
    if (life.options.inject == nullptr) return;
    const PhysAddr orders = safe_pages().control_address() + offsetof(SafeControl, inject);
    format_to(out, " handoff.sent={} handoff.unanswered={} handoff.sent_at={}", orders + offsetof(InjectOrders, sent),
              orders + offsetof(InjectOrders, unanswered), orders + offsetof(InjectOrders, first_sent_at));
    const Event& event = *life.options.inject;
    if (event.boot_cpu_counts || !event.is_known_to_come())
        format_to(out, " handoff.counted={}", safe_pages().bay_address({0}) + event.counter);
}

void put_safe_pages(Text& out) {
    const PhysRange safe = safe_pages().range();
    format_to(out, " handoff.safe={}:{}", safe.base, safe.size / page_size);
    for (const PhysRange r : safe_pages().constant_ranges()) {
        const Hex sum{hash({direct_map(r.base), r.size}), 16};
        print("# kept base={} pages={} hash={}\n", r.base, r.size / page_size, sum);
        format_to(out, " handoff.kept={}:{}:{}", r.base, r.size / page_size, sum);
    }
}

} // namespace

uint64_t linux_papers::bytes(const Life& life) {
    const uint64_t copies =
        life.method.waits_at_mailbox ? madt_of(life).size() + linux_acpi::wakeup_entry_size + root_of(life).size() : 0;
    return align_up(tables_page + linux_acpi::rsdp_size + copies + 3 * table_alignment, page_size);
}

bool linux_papers::tables_are_there(const Life& life) { return !madt_of(life).empty() && !root_of(life).empty(); }

PhysAddr linux_papers::zero_page(const LinuxPlaces& at) { return at.papers.base; }

void linux_papers::write(const Life& life, const linux_boot::Kernel& kernel, const LinuxPlaces& at) {
    memset(direct_map(at.papers.base), 0, at.papers.size);
    auto& params = *direct_map<linux_boot::BootParams>(zero_page(at));
    const PhysRange kept[] = {safe_pages().range(), at.papers};
    std::array<linux_boot::E820Entry, std::size(linux_boot::BootParams{}.e820_table)> table;
    const size_t entries = linux_boot::memory_for(life.record.machine.memory, kept, table);
    if (entries == 0) panic("linux-memory-map", "the memory map has too many entries for Linux' zero page");
    memcpy(params.e820_table, table.data(), entries * sizeof(table[0]));
    params.e820_entries = static_cast<uint8_t>(entries);
    linux_boot::fill(params, kernel,
                     {.initramfs = at.archive,
                      .command_line = at.papers.base + command_line_page,
                      .rsdp = write_tables(life, at.papers)});
}

void linux_papers::write_command_line(const Life& life, const LinuxPlaces& at, std::string_view words, uint64_t nonce) {
    Text out({direct_map<char>(at.papers.base + command_line_page), line_size - 1}); // a zero ends it
    format_to(out, "{} handoff.nonce={} handoff.cpus={}", words, Hex{nonce, 16}, cpus().size());
    for (const std::string_view name : {"method", "offline", "inject", "at", "storm", "store", "layout"})
        format_to(out, " handoff.{}={}", name, OptionValue(name, life.options).view());
    if (life.method.waits_at_mailbox)
        format_to(out, " handoff.wakeup_vector={}", safe_pages().mailbox_address() + offsetof(Mailbox, wakeup_vector));
    put_event(out, life);
    put_safe_pages(out);
    if (out.truncated()) panic("linux-command-line", "Linux' command line is longer than {} characters", line_size);
}
