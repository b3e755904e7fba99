// The story.
#pragma once

#include <span>
#include <string_view>

#include "hibernate/life.hpp"

// Every life in its slot. `load_base` is where its image runs.
[[noreturn]] void main(LifeRecord& record, PhysAddr load_base);

// For the command line's handoff=.
std::span<const std::string_view> method_names();
