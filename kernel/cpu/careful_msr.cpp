#include "kernel/cpu/careful_msr.hpp"

#include "kernel/cpu/interrupts.hpp"
#include "kernel/log/panic.hpp"

extern "C" bool careful_rdmsr(uint32_t msr, uint64_t* value);
extern "C" const char careful_rdmsr_instruction[], careful_rdmsr_failed[]; // kernel/cpu/careful_msr.asm

namespace {
void go_on_or_die(InterruptFrame& frame) {
    if (frame.rip != reinterpret_cast<uint64_t>(careful_rdmsr_instruction))
        panic("exception-13", "exception 13 error {} at rip {}", Hex{frame.error_code}, Hex{frame.rip});
    frame.rip = reinterpret_cast<uint64_t>(careful_rdmsr_failed);
}
} // namespace

CarefulMsr::CarefulMsr() { interrupts::set_handler(vector::GP, go_on_or_die); }
CarefulMsr::~CarefulMsr() { interrupts::set_handler(vector::GP, nullptr); }

std::optional<uint64_t> CarefulMsr::read(Msr msr) {
    uint64_t value = 0;
    if (!careful_rdmsr(static_cast<uint32_t>(msr), &value)) return std::nullopt;
    return value;
}
