// What a freestanding compiler and libstdc++'s headers call without being asked (GCC manual, "Standards").
#include <cstddef>
#include <cstdint>

#include "kernel/log/panic.hpp"

extern "C" {

void* memcpy(void* __restrict to, const void* __restrict from, size_t n) {
    void* result = to;
    size_t words = n / 8;
    size_t rest = n % 8;
    asm volatile("rep movsq" : "+D"(to), "+S"(from), "+c"(words) : : "memory");
    asm volatile("rep movsb" : "+D"(to), "+S"(from), "+c"(rest) : : "memory");
    return result;
}

void* memmove(void* to, const void* from, size_t n) {
    if (reinterpret_cast<uintptr_t>(to) - reinterpret_cast<uintptr_t>(from) >= n) return memcpy(to, from, n);
    auto* t = static_cast<volatile char*>(to); // volatile: or the compiler turns the loop into a call of itself
    const auto* f = static_cast<const char*>(from);
    while (n-- > 0) t[n] = f[n];
    return to;
}

void* memset(void* to, int value, size_t n) {
    void* result = to;
    const uint64_t pattern = 0x0101010101010101u * static_cast<uint8_t>(value);
    size_t words = n / 8;
    size_t rest = n % 8;
    asm volatile("rep stosq" : "+D"(to), "+c"(words) : "a"(pattern) : "memory");
    asm volatile("rep stosb" : "+D"(to), "+c"(rest) : "a"(pattern) : "memory");
    return result;
}

int memcmp(const void* a, const void* b, size_t n) {
    const auto* x = static_cast<const volatile unsigned char*>(a);
    const auto* y = static_cast<const volatile unsigned char*>(b);
    for (size_t i = 0; i < n; i++) {
        if (x[i] != y[i]) return x[i] - y[i];
    }
    return 0;
}

void* memchr(const void* s, int wanted, size_t n) {
    const auto* at = static_cast<const volatile unsigned char*>(s);
    for (; n > 0; n--, at++) {
        if (*at == static_cast<unsigned char>(wanted)) return const_cast<unsigned char*>(at);
    }
    return nullptr;
}

char* strchr(const char* s, int wanted) { // libqrcodegen's (kernel/result/hosted.hpp)
    for (const volatile char* at = s;; at++) {
        if (*at == static_cast<char>(wanted)) return const_cast<char*>(at);
        if (*at == '\0') return nullptr;
    }
}

size_t strlen(const char* s) {
    const volatile char* end = s;
    while (*end != 0) end++;
    return static_cast<size_t>(end - s);
}
}

// What libstdc++'s substr() and at() do with a position that is not there, which is a bug of ours: without exceptions
// they call the first up to GCC 12, the second from 13 on.
namespace std {
#if _GLIBCXX_RELEASE < 13
void __throw_out_of_range_fmt(const char*, ...) { panic("out-of-range", "a position outside a string or array"); }
#else
void terminate() noexcept { panic("out-of-range", "a position outside a string or array"); }
#endif
} // namespace std
