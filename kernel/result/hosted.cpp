#include "kernel/result/hosted.hpp"

#include <cstring>

#include "kernel/cpu/registers.hpp"
#include "kernel/log/panic.hpp"

namespace {

struct ThreadBlock { // what FS points at
    uint64_t reserved[5];
    uint64_t stack_guard;
};
static_assert(offsetof(ThreadBlock, stack_guard) == 0x28);
ThreadBlock block;

} // namespace

void hosted::begin() {
    block.stack_guard = 0x5afe'57ac'c0de'0000; // its zero byte ends a string that would be copied over it
    write_msr(Msr::IA32_FS_BASE, reinterpret_cast<uint64_t>(&block));
    // SDM vol. 3, "Enabling SSE Features": EM off, MP on, OSFXSR on.
    write_cr0((read_cr0() & ~(cr0::EM | cr0::TS)) | cr0::MP);
    write_cr4(read_cr4() | cr4::OSFXSR);
}

extern "C" {

[[noreturn]] void __stack_chk_fail() { panic("qr-code", "the encoder wrote over its stack"); }

[[noreturn]] void __assert_fail(const char* assertion, const char* file, unsigned line, const char*) {
    panic("qr-code", "{}:{}: {} does not hold", file, line, assertion);
}

// libc's, for buffers whose size the compiler knows.
void* __memset_chk(void* to, int value, size_t n, size_t room) {
    if (n > room) __stack_chk_fail();
    return memset(to, value, n);
}
void* __memcpy_chk(void* to, const void* from, size_t n, size_t room) {
    if (n > room) __stack_chk_fail();
    return memcpy(to, from, n);
}
void* __memmove_chk(void* to, const void* from, size_t n, size_t room) {
    if (n > room) __stack_chk_fail();
    return memmove(to, from, n);
}
}
