// The first C++ of every life, from boot/entry.asm, on the image's early page tables and stack.
#include <cstring>

#include "boot/from_linux.hpp"
#include "boot/main.hpp"
#include "boot/multiboot2.hpp"
#include "boot/placement.hpp"
#include "boot/pvh.hpp"
#include "boot/session.hpp"
#include "boot/to_linux.hpp"
#include "hibernate/life/protocol.hpp"
#include "hibernate/soft_boot.hpp"
#include "kernel/base/cpuid.hpp"
#include "kernel/cpu/interrupts.hpp"
#include "kernel/options/command_line.hpp"
#include "kernel/report/report.hpp"
#include "kernel/screen/screen.hpp"
#include "kernel/screen/vga_text.hpp"
#include "smp/cpu_list.hpp"
#include "smp/topology.hpp"

namespace {

Machine machine; // 7 KiB: not on the early stack

void read_loader_information(Protocol protocol, PhysAddr information) {
    std::string_view error = "the loader speaks neither Multiboot2 nor PVH";
    if (protocol == Protocol::Pvh) error = pvh::parse(information, machine);
    if (protocol == Protocol::Multiboot2) {
        const auto* start = direct_map<const std::byte>(information);
        error = multiboot2::parse({start, *direct_map<const uint32_t>(information)}, machine);
    }
    // A loader without graphics says that there is text, whether there is a VGA or not.
    if (machine.screen.kind == ScreenKind::VgaText) machine.screen = vga_text::detect().value_or(ScreenInfo{});
    screen::begin_early(machine.screen);
    if (!error.empty()) report::refuse("boot-information", error);
    if (machine.acpi_root.address.value == 0) {
        if (const auto root = acpi::search_bios_areas()) machine.acpi_root = *root;
    }
    machine.firmware = smbios::look_up(smbios::in_efi_system_table(machine.efi_system_table));
}

// Here only so that wrong words stop the story before anything is started; each life parses its own copy again.
Options read_command_line() {
    Options options;
    if (const auto error = parse_command_line(machine.command_line.view(), options))
        report::refuse(error->reason.view(), error->text.view());
    if (options.from != From::None) from_linux::refuse_other_stories(options);
    if (options.to != To::None) to_linux::refuse_other_stories(options);
    return options;
}

// Fewer CPUs than there are would pass as all of them: the list of them is to be relied on, or the story does not
// begin.
Bytes find_cpu_list() {
    const acpi::Table madt = acpi::look_up(machine.acpi_root, "APIC", &machine.memory);
    const uint32_t in_package = topology::cpus_in_package([](uint32_t l, uint32_t s) { return cpuid(l, s); });
    if (const auto why = why_no_list(madt, in_package); !why.view().empty()) {
        FixedText<128> text;
        text.set("the MADT, which lists the CPUs, is not to be relied on: {} (CPUID shows {})", why.view(), in_package);
        report::refuse(why.view(), text.view());
    }
    if (wakes_by_mailbox(madt.bytes))
        report::skip("cpus-wake-by-mailbox",
                     "the MADT has a multiprocessor wakeup structure: INIT and SIPI are not for this machine");
    return madt.bytes;
}

// How many CPUs there can be at most: entries that name one CPU twice count twice, which costs a little memory.
size_t count_cpus(const Options& options) {
    size_t count = 1;
    bool x2apic = false;
    acpi::MadtCpus entries(find_cpu_list());
    while (const auto cpu = entries.next()) {
        count += cpu->enabled;
        x2apic |= cpu->enabled && needs_x2apic(cpu->id);
    }
    if (x2apic && (options.apic == ApicMode::XApic || !cpu_has_x2apic()))
        report::refuse("apic-id-needs-x2apic", "an APIC id of 255 or more cannot be reached in xAPIC mode");
    return count;
}

[[noreturn]] void refuse_memory(const PlacementFailure& failure, const Options& options) {
    if (failure.no_low_page)
        report::refuse("no-low-page", "no two free pages below 640 KiB, where CPUs can be started");
    FixedText<256> text;
    text.set("too little memory: {} bytes wanted for two slots, safe pages, image and witness={}, {} available",
             failure.wanted, options.witness, failure.available);
    report::refuse("too-little-memory", text.view());
}

// From the loader's copy of the image: become B, first life, in slot 0.
[[noreturn]] void become_b(Protocol protocol, PhysAddr information, PhysAddr load_base) {
    print("\n"); // ends whatever the firmware left on the line
    read_loader_information(protocol, information);
    Options options = read_command_line();
    // Before anything is written over it. A boot that goes on does so with the words of the one that began.
    const auto found = options.all_rows ? session::find(machine) : std::nullopt;
    if (found) {
        machine.command_line = found->command_line;
        options = read_command_line();
    }
    PlacementFailure failure;
    const auto placement = place(machine.memory,
                                 {.pristine = {load_base, image_loaded_size()},
                                  .image_bytes = image_total_size(),
                                  .cpus = count_cpus(options),
                                  .witness = options.witness,
                                  .module = machine.module},
                                 failure);
    if (!placement) refuse_memory(failure, options);
    // All of it: a signature that a warm reset has left here would speak of CPUs that are no longer so.
    memset(direct_map(placement->safe.base), 0, placement->safe.size);
    auto& record = *direct_map<LifeRecord>(placement->safe.base);
    record.magic = LifeRecord::magic_value;
    begin_next_life(record, LifeName::B1, options.layout);
    record.placement = *placement;
    record.machine = machine;
    if (options.all_rows && options.crash) session::put(*placement, machine, found);
    first_boot(record);
}

} // namespace

extern "C" [[noreturn]] void start(Protocol protocol, uint64_t information, uint64_t load_base) {
    interrupts::build(false); // first of all: from here on nothing strikes unseen
    serial::initialize();
    if (protocol != Protocol::Slot) become_b(protocol, {information}, {load_base});
    auto& record = *direct_map<LifeRecord>({information});
    if (record.magic != LifeRecord::magic_value) report::refuse("life-record", "the safe pages hold no life record");
    main(record, {load_base});
}
