#include "hibernate/life/life.hpp"

#include "kernel/base/cpuid.hpp"
#include "kernel/base/hash.hpp"
#include "kernel/cpu/tsc.hpp"

uint64_t draw_nonce() {
    uint64_t seed = now().value;
    if (cpu_has_rdrand()) {
        uint64_t random = 0;
        asm volatile("rdrand %0" : "+r"(random) : : "cc"); // on failure 0: the TSC is still in it
        seed ^= random;
    }
    return hash(std::as_bytes(std::span(&seed, 1)));
}
