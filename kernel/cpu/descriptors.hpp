// Segment descriptors, gates and task state segments (SDM vol. 3, "Segment Descriptors", "64-Bit Mode IDT", "Task
// Management Data Structures"). The selectors are the same in every GDT of every life and of the safe pages, so that a
// CPU can cross between them without reloading.
#pragma once

#include <cstdint>

#include "kernel/base/types.hpp"

namespace selector {
inline constexpr uint16_t code64 = 0x08, data = 0x10, code32 = 0x18, tss = 0x20;
}

struct [[gnu::packed]] DescriptorPointer { // the operand of LGDT and LIDT in 64-bit mode
    uint16_t limit;
    uint64_t base;
};
static_assert(sizeof(DescriptorPointer) == 10);

struct [[gnu::packed]] DescriptorPointer32 { // the operand of LGDT and LIDT outside 64-bit mode
    uint16_t limit;
    uint32_t base;
};
static_assert(sizeof(DescriptorPointer32) == 6);

struct [[gnu::packed]] Tss64 {
    uint32_t reserved0;
    uint64_t rsp[3];
    uint64_t reserved1;
    uint64_t ist[7];
    uint64_t reserved2;
    uint16_t reserved3;
    uint16_t io_map_base;
};
static_assert(sizeof(Tss64) == 104);

struct Gdt {
    uint64_t null = 0;
    uint64_t code64 = 0x00af9b000000ffff; // 64-bit, execute/read, accessed
    uint64_t data = 0x00cf93000000ffff;   // flat 4 GiB, read/write, accessed
    uint64_t code32 = 0x00cf9b000000ffff; // flat 4 GiB, execute/read, accessed
    static constexpr uint64_t tss_busy = uint64_t{1} << 41;
    uint64_t tss_low = 0, tss_high = 0; // 16 bytes in long mode; the low 8 alone are a 32-bit descriptor

    // An *available* TSS: LTR marks it busy and refuses a busy one (SDM vol. 2A, LTR). Types 9 in both modes:
    // "64-bit TSS (available)" and "32-bit TSS (available)".
    constexpr void set_tss(uint64_t base, uint32_t limit) {
        tss_low = (limit & 0xffff) | (base & 0xffffff) << 16 | uint64_t{0x89} << 40 | (base >> 24 & 0xff) << 56;
        tss_high = base >> 32;
    }
};
static_assert(sizeof(Gdt) == 48);

struct Gate64 { // interrupt gate, present, ring 0
    uint64_t low = 0, high = 0;
    constexpr Gate64() = default;
    constexpr Gate64(uint64_t handler, uint8_t ist)
        : low((handler & 0xffff) | uint64_t{selector::code64} << 16 | uint64_t{ist} << 32 | uint64_t{0x8e} << 40 |
              (handler >> 16 & 0xffff) << 48),
          high(handler >> 32) {}
};
static_assert(sizeof(Gate64) == 16);

struct Gate32 { // 32-bit interrupt gate, present, ring 0
    uint64_t value = 0;
    constexpr Gate32() = default;
    explicit constexpr Gate32(uint32_t handler)
        : value((handler & 0xffff) | uint64_t{selector::code32} << 16 | uint64_t{0x8e} << 40 |
                (uint64_t{handler} >> 16) << 48) {}
};
static_assert(sizeof(Gate32) == 8);

// An IDT that serves a CPU in long mode and outside it, so that none has to be loaded between the two. Gates are 16
// bytes in long mode and 8 outside, so 64-bit vector v lies where the 32-bit vectors 2v and 2v + 1 would be, and the
// few vectors that are used must not meet.
class IdtOfBothModes {
  public:
    constexpr void set(uint8_t vector, const Gate64& in_64bit, const Gate32& in_32bit) {
        words_[2 * vector] = in_64bit.low;
        words_[2 * vector + 1] = in_64bit.high;
        words_[vector] = in_32bit.value;
    }
    static constexpr bool can_have(uint8_t one, uint8_t other) {
        return one != 0 && other != 0 && one / 2 != other && other / 2 != one;
    }
    friend constexpr bool operator==(const IdtOfBothModes&, const IdtOfBothModes&) = default;

  private:
    uint64_t words_[2 * 32] = {};
};
