#include "smp/trampoline.hpp"

#include <cstring>

#include "kernel/cpu/cpuid.hpp"
#include "kernel/cpu/registers.hpp"
#include "kernel/memory/layout.hpp"
#include "smp/cpu_table.hpp"

extern "C" const char trampoline_start[], trampoline_end[]; // linker.ld
// smp/trampoline.asm
extern "C" const char trampoline_real_again[], trampoline_32bit[], trampoline_32bit_again[], trampoline_64bit[];
extern "C" const char trampoline_nmi16[], trampoline_mc16[], trampoline_nmi32[], trampoline_mc32[], trampoline_nmi64[],
    trampoline_mc64[];
extern "C" void ap_start(); // smp/ap_start.asm

namespace {

PhysAddr page;
TrampolineArguments& arguments() { return *direct_map<TrampolineArguments>(page + trampoline_arguments_offset); }

uint16_t offset_of(const char* label) { return static_cast<uint16_t>(label - trampoline_start); }
uint32_t address_of(const char* label) { return static_cast<uint32_t>(page.value) + offset_of(label); }
uint16_t segment() { return static_cast<uint16_t>(page.value >> 4); }
// Of a member of the arguments, in the page and in memory.
uint16_t argument_offset(size_t offset) { return static_cast<uint16_t>(trampoline_arguments_offset + offset); }
uint32_t argument_address(size_t offset) { return static_cast<uint32_t>(page.value) + argument_offset(offset); }

constexpr size_t scratch_top = offsetof(TrampolineArguments, scratch) + sizeof(TrampolineArguments::scratch);

// Where a CPU begins again after an interrupt, in each mode; RFLAGS bit 1 is always set.
void set_frames(TrampolineArguments& a) {
    constexpr uint16_t flags = 2;
    a.stack16 = {argument_offset(scratch_top), segment()};
    a.stack32 = {argument_address(scratch_top), selector::data};
    a.frame16_pointer = {argument_offset(offsetof(TrampolineArguments, frame16)), segment()};
    a.frame32_pointer = {argument_address(offsetof(TrampolineArguments, frame32)), selector::data};
    a.frame16 = {offset_of(trampoline_real_again), segment(), flags};
    a.frame32 = {address_of(trampoline_32bit_again), selector::code32, flags};
    a.frame64 = {address_of(trampoline_64bit), selector::code64, flags, argument_address(scratch_top), selector::data};
}

void set_vectors(TrampolineArguments& a) {
    const FarPointer16 nmi16{offset_of(trampoline_nmi16), segment()}, mc16{offset_of(trampoline_mc16), segment()};
    a.idt.set(ThreeModeIdt::NMI, nmi16, Gate32(address_of(trampoline_nmi32)), Gate64(address_of(trampoline_nmi64), 0));
    a.idt.set(ThreeModeIdt::MC, mc16, Gate32(address_of(trampoline_mc32)), Gate64(address_of(trampoline_mc64), 0));
    a.idt_pointer = {sizeof(a.idt) - 1, argument_address(offsetof(TrampolineArguments, idt))};
    // Until a CPU has loaded that table it has INIT's: base 0. Ours for good: nothing here calls firmware in real mode,
    // and a reset makes it anew.
    auto* vectors = direct_map<volatile uint32_t>({0});
    vectors[ThreeModeIdt::NMI] = static_cast<uint32_t>(nmi16.selector) << 16 | nmi16.offset;
    vectors[ThreeModeIdt::MC] = static_cast<uint32_t>(mc16.selector) << 16 | mc16.offset;
}

// The same bytes in every life, as it is the same image: written only where they are not there yet.
void copy_code() {
    const auto size = static_cast<size_t>(trampoline_end - trampoline_start);
    if (memcmp(direct_map(page), trampoline_start, size) == 0) return;
    constexpr int int3 = 0xcc;
    memset(direct_map(page), int3, page_size);
    memset(&arguments(), 0, sizeof(TrampolineArguments));
    memcpy(direct_map(page), trampoline_start, size);
}

} // namespace

void trampoline::prepare(PhysAddr at) {
    page = at;
    copy_code();
    const Gdt gdt;
    TrampolineArguments& a = arguments();
    memcpy(a.gdt, &gdt, sizeof(a.gdt));
    a.gdt_pointer = {sizeof(a.gdt) - 1, argument_address(offsetof(TrampolineArguments, gdt))};
    set_frames(a);
    set_vectors(a);
    a.to_32bit = {address_of(trampoline_32bit), selector::code32};
    a.to_64bit = {address_of(trampoline_64bit), selector::code64};
    a.cr3 = static_cast<uint32_t>(read_cr3());
    a.ap_table = static_cast<uint32_t>(direct_map_inverse(cpu_table::entries().data()).value);
    a.has_xd_disable = cpu_has_xd_disable();
    a.machine_check = machine_check::banks();
    a.stray = a.nmi_count = a.machine_check_count = 0;
    a.start = reinterpret_cast<uint64_t>(&ap_start);
    a.ap_count.store(static_cast<uint32_t>(cpu_table::entries().size()), std::memory_order_release);
}

uint8_t trampoline::startup_page() { return static_cast<uint8_t>(page.value / page_size); }
void trampoline::close() { arguments().ap_count.store(0, std::memory_order_release); }
bool trampoline::has_stray() { return arguments().stray.load(std::memory_order_acquire) != 0; }
uint32_t trampoline::nmi_count() { return arguments().nmi_count.load(std::memory_order_relaxed); }
uint32_t trampoline::machine_check_count() { return arguments().machine_check_count.load(std::memory_order_relaxed); }
