#include "smp/trampoline.hpp"

#include <cstring>

#include "kernel/cpu/descriptors.hpp"
#include "kernel/cpu/registers.hpp"
#include "kernel/log/print.hpp"
#include "kernel/memory/layout.hpp"
#include "smp/cpu_table.hpp"
#include "smp/local_apic.hpp"

extern "C" const char trampoline_start[], trampoline_end[];   // linker.ld
extern "C" const char trampoline_32bit[], trampoline_64bit[]; // smp/trampoline.asm
extern "C" void ap_start();                                   // smp/ap_start.asm

namespace {
PhysAddr page;
TrampolineArguments& arguments() { return *direct_map<TrampolineArguments>(page + trampoline_arguments_offset); }
} // namespace

void trampoline::prepare(PhysAddr at) {
    page = at;
    constexpr int int3 = 0xcc;
    memset(direct_map(page), int3, page_size);
    memcpy(direct_map(page), trampoline_start, static_cast<size_t>(trampoline_end - trampoline_start));
    const auto in_page = [](const char* label) {
        return static_cast<uint32_t>(page.value + (label - trampoline_start));
    };
    const Gdt gdt;
    TrampolineArguments& a = arguments();
    memset(&a, 0, sizeof(a));
    memcpy(a.gdt, &gdt, sizeof(a.gdt));
    a.gdt_pointer = {sizeof(a.gdt) - 1, static_cast<uint32_t>(page.value + trampoline_arguments_offset)};
    a.to_32bit = {in_page(trampoline_32bit), selector::code32};
    a.to_64bit = {in_page(trampoline_64bit), selector::code64};
    a.cr3 = static_cast<uint32_t>(read_cr3());
    a.ap_table = static_cast<uint32_t>(direct_map_inverse(cpu_table::entries().data()).value);
    a.ap_count = static_cast<uint32_t>(cpu_table::entries().size());
    a.start = reinterpret_cast<uint64_t>(&ap_start);
}

uint8_t trampoline::startup_page() { return static_cast<uint8_t>(page.value / page_size); }

bool trampoline::turn_back_stray() {
    const uint32_t stray = arguments().stray.load(std::memory_order_acquire);
    if (stray == 0) return false;
    const ApicId id{stray - 1};
    print("# cpu with apic id {} is not ours: back to INIT\n", id);
    local_apic::send_init(id);
    arguments().stray.store(0, std::memory_order_release); // the next stray may report
    return true;
}
