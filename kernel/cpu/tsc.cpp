#include "kernel/cpu/tsc.hpp"

namespace {
tsc::Rate rate;
} // namespace

void tsc::set_rate(Rate found) { rate = found; }
uint64_t tsc::hz() { return rate.hz; }
std::string_view tsc::known_by() { return rate.by; }
Ticks tsc::from_microseconds(uint64_t us) { return {rate.hz / 1000 * us / 1000}; }
uint64_t tsc::to_microseconds(Ticks ticks) { return rate.hz < 1'000'000 ? 0 : ticks.value / (rate.hz / 1'000'000); }
