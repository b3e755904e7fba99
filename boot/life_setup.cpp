#include "boot/life_setup.hpp"

#include <algorithm>

#include "boot/from_linux.hpp"
#include "boot/main.hpp"
#include "boot/matrix.hpp"
#include "boot/placement.hpp"
#include "hibernate/story_screen.hpp"
#include "kernel/base/cpuid.hpp"
#include "kernel/cpu/interrupts.hpp"
#include "kernel/cpu/registers.hpp"
#include "kernel/device/pci.hpp"
#include "kernel/device/power.hpp"
#include "kernel/device/tsc_source.hpp"
#include "kernel/log/panic.hpp"
#include "kernel/memory/early_map.hpp"
#include "kernel/memory/mmio.hpp"
#include "kernel/memory/page_tables.hpp"
#include "kernel/options/command_line.hpp"
#include "kernel/report/event_log.hpp"
#include "kernel/report/report.hpp"
#include "smp/bring_up.hpp"
#include "smp/call.hpp"
#include "smp/cpu_list.hpp"
#include "smp/cpu_screen.hpp"
#include "smp/cpu_state.hpp"
#include "smp/cpu_table.hpp"
#include "smp/local_apic.hpp"
#include "smp/method/cpu_times.hpp"
#include "smp/offline.hpp"
#include "smp/safe/safe_pages.hpp"

namespace {

// The map drawn in kernel/memory/layout.hpp.
void load_page_tables(Arena& arena, const LifeRecord& record, PhysAddr load_base) {
    PageTables tables(arena);
    tables.map_all(MappedMemory(record.machine.memory), {direct_map_base}, page::no_execute);

    const auto image = [&](const char* from, const char* to, uint64_t flags) {
        const uint64_t offset = static_cast<uint64_t>(from - image_start);
        tables.map({kernel_virtual_base_value + offset}, load_base + offset, static_cast<uint64_t>(to - from), flags);
    };
    image(image_start, rodata_start, 0);
    image(rodata_start, rodata_end, page::no_execute);
    image(rodata_end, image_end, page::writable | page::no_execute);

    // Identity, executable: CPUs cross here from one life's tables to the other's.
    const PhysRange safe = record.placement.safe;
    tables.map({safe.base.value}, safe.base, safe.size, page::writable);
    for (const PhysAddr t : record.placement.trampolines) tables.map({t.value}, t, page_size, page::writable);
    early_map::end();
    write_cr3(tables.root().value);
    write_cr0(read_cr0() | cr0::WP);
}

Options own_options(const LifeRecord& record) {
    Options options;
    if (parse_command_line(record.machine.command_line.view(), options))
        panic("command-line", "the command line was right in the life before: {}", record.machine.command_line.view());
    if (options.all_rows && record.life == LifeName::A) matrix::apply_row(record, options);
    if (options.from != From::None) options.method = &from_linux::method;
    if (options.offline == OfflineMode::Auto) options.offline = offline::mode_of_linux();
    return options;
}

// B, in method=all, has none of its own: each row brings one.
const Method& method_of(const Options& options) {
    return options.method != nullptr ? *options.method : method_for_soft_boot();
}

// The slot that begins where this life's instructions are. One that is in neither has no business to go on.
uint32_t slot_at(const Placement& placement, PhysAddr load_base) {
    for (uint32_t i = 0; i < std::size(placement.slots); i++) {
        if (placement.slots[i].base == load_base) return i;
    }
    panic("slot", "this life runs at {}, which is no slot", load_base);
}

void create_cpu_table(Arena& arena, const Machine& machine, Options& options) {
    const Bytes madt = acpi::find_table(machine.acpi_root, "APIC", &machine.memory);
    if (madt.empty()) print("# no MADT: one cpu\n");
    const ApicId boot = local_apic::id();
    const size_t most = list_cpus(madt, boot, {}); // counts duplicates, which the second call does not
    auto* ids = arena.take_array<ApicId>(most);
    const size_t count = list_cpus(madt, boot, {ids, most});
    for (size_t i = 0; i < count; i++) {
        if (needs_x2apic(ids[i])) options.apic = ApicMode::X2Apic; // boot/start.cpp saw that it can be
    }
    cpu_table::create(arena, {ids, count});
    cpu_times::initialize(arena);
    event_log::initialize(arena, event_capacity(count));
}

// CPUID shows one CPU only; but that is one package's.
void refuse_cpus_without_list(const Machine& machine) {
    if (cpus().size() > 1 || !acpi::find_table(machine.acpi_root, "APIC").empty() || bring_up::is_alone()) return;
    report::refuse("madt-absent", "there is no MADT, which lists the CPUs, and this CPU is not alone");
}

} // namespace

Life begin_life(LifeRecord& record, PhysAddr load_base) {
    const uint32_t slot_index = slot_at(record.placement, load_base);
    if (slot_index != record.slot)
        panic("slot", "this life runs in slot {} at {}, and should be in {}", slot_index, load_base, record.slot);
    const PhysRange slot = record.placement.slots[slot_index];
    Arena& arena = life_arena();
    phases::initialize(record.stamps);
    if (record.life == LifeName::A) phases::end(Phase::SoftBoot);
    arena = Arena({slot.base + image_total_size(), slot.size - image_total_size()});
    auto* options = arena.take_array<Options>(1);
    *options = own_options(record);
    report::set_options(options);
    create_cpu_table(arena, record.machine, *options);
    // Behind the CPU table on purpose. The copier goes down, so a CPU that sleeps on a line of that table in A is woken
    // when its page tables are B's memory already: what killed Linux' siblings (method=mwait), and not by luck. Until
    // here the image's early tables serve, which map as much as is needed (boot/entry.asm).
    load_page_tables(arena, record, load_base);
    load_cpu_state(boot_cpu(), options->apic);
    interrupts::build(true);
    call::initialize();
    transition(boot_cpu(), CpuState::Online, "boot");
    mmio::initialize(arena);
    tsc_source::calibrate(acpi::pm_timer(acpi::find_table(record.machine.acpi_root, "FACP")));
    event_log::set_life(name_of(record.life));
    story_screen::begin(record);
    cpu_screen::initialize(arena);
    pci::initialize(record.machine.acpi_root);
    power::initialize(record.machine.acpi_root);
    safe_pages().initialize(record.placement.safe);
    bring_up::initialize(options->apic, record.placement.trampolines[record.life == LifeName::A ? 1 : 0]);
    refuse_cpus_without_list(record.machine);
    return {record, *options, method_of(*options), *options->store, slot, slot_index, arena};
}
