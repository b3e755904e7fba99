#include "smp/event/smm.hpp"

#include <algorithm>
#include <cstring>

#include "kernel/base/hypervisor.hpp"
#include "smp/call.hpp"
#include "smp/local_apic.hpp"
#include "smp/safe/safe_pages.hpp"

// smp/event/smm.asm, copied to where SMM enters
extern "C" const char smm_relocate[], smm_relocate_new_base[], smm_relocate_done[], smm_relocate_end[];
extern "C" const char smm_entry[], smm_entry_counter[], smm_entry_end[];

namespace {

constexpr uint64_t entry_offset = 0x8000;
constexpr PhysAddr default_entry = default_smbase + entry_offset;

// At the start of the SMM range, which nothing else uses below the first entry.
struct Signature {
    static constexpr uint64_t value = 0x6f646e6168206d6d; // "mm hando"
    uint64_t magic;
    bool is_ours[]; // by CPU number
};
Signature& signature() { return *direct_map<Signature>(safe_pages().smm_range().base); }

PhysAddr smbase_of(const Cpu& cpu) { return safe_pages().smm_range().base + SafePages::smm_stride * cpu.number.value; }

template <typename T>
volatile T& planted(const char* label) {
    return *direct_map<volatile T>(default_entry + static_cast<uint64_t>(label - smm_relocate));
}

// The CPU's own entry in the safe pages.
void plant_entry(const Cpu& cpu) {
    const PhysAddr entry = smbase_of(cpu) + entry_offset;
    memcpy(direct_map(entry), smm_entry, static_cast<size_t>(smm_entry_end - smm_entry));
    const PhysAddr counter = direct_map_inverse(&safe_pages().bay(cpu.number).counters.smi);
    *direct_map<uint32_t>(entry + static_cast<uint64_t>(smm_entry_counter - smm_entry)) =
        static_cast<uint32_t>(counter.value);
}

void answer(Cpu&, void*) {}

// SMI has a higher priority than the call's interrupt, which was sent after it (SDM vol. 3, Priority Among Concurrent
// Events): a CPU that has answered has taken it, however late its host lets it run. The boot CPU takes its own at
// once; who was not started here answers no call, and has until its host will surely have let it run.
void let_it_be_taken(Cpu& cpu) {
    const bool is_online = cpu.state.load(std::memory_order_acquire) == CpuState::Online;
    const Ticks limit = tsc::from_microseconds(is_online ? 100'000 : 3'000'000);
    if (is_online && cpu.number != boot_cpu().number) call::on_cpu(cpu, answer, nullptr);
    else wait_until(limit, [] { return planted<uint32_t>(smm_relocate_done) != 0; });
}

// Here, or where the kernel before us has left it (from=linux-...).
bool is_there(const Cpu& cpu) {
    const CpuState state = cpu.state.load(std::memory_order_acquire);
    return state == CpuState::Online || state == CpuState::Known;
}

// Whether it moved.
bool relocate(Cpu& cpu) {
    plant_entry(cpu);
    planted<uint32_t>(smm_relocate_new_base) = static_cast<uint32_t>(smbase_of(cpu).value);
    planted<uint32_t>(smm_relocate_done) = 0;
    local_apic::send_smi(cpu.apic_id);
    // Who does not come to 0x38000 went into its firmware's SMM, or nowhere: no one can tell from here.
    let_it_be_taken(cpu);
    return planted<uint32_t>(smm_relocate_done) != 0;
}

} // namespace

bool smm::relocate_all(bool default_area_is_available) {
    if (signature().magic == Signature::value) return true;
    if (!default_area_is_available) return false;
    static std::byte saved[128]; // whatever lay there is put back
    const auto size = std::min(sizeof(saved), static_cast<size_t>(smm_relocate_end - smm_relocate));
    memcpy(saved, direct_map(default_entry), size);
    memcpy(direct_map(default_entry), smm_relocate, size);
    for (Cpu& cpu : cpus()) {
        if (is_there(cpu)) signature().is_ours[cpu.number.value] = relocate(cpu);
    }
    memcpy(direct_map(default_entry), saved, size);
    signature().magic = Signature::value;
    return true;
}

bool smm::is_ours(const Cpu& cpu) {
    return signature().magic == Signature::value && signature().is_ours[cpu.number.value];
}

Tally smm::ours() {
    Tally t;
    for (const Cpu& cpu : cpus()) {
        t.good += is_ours(cpu);
        t.all++;
    }
    return t;
}

// Xen's vlapic_accept_irq() has nothing for it but a word in a debug build's log (xen/arch/x86/hvm/vlapic.c).
bool smm::are_dropped() { return xen_leaves(cpuid) != 0; }

std::string_view smm::why_not_relocated(bool default_area_is_available) {
    if (are_dropped()) return "smi=dropped";
    return relocate_all(default_area_is_available) ? "" : "memory-at-0x30000=no";
}

std::string_view smm::why_unseen(const Cpu& cpu, bool default_area_is_available) {
    const auto why = why_not_relocated(default_area_is_available);
    return !why.empty() || is_ours(cpu) ? why : "smi=not-seen";
}
