// What the loader brings along for to=linux: one cpio archive ("newc", Linux' Documentation/driver-api/early-userspace/
// buffer-format.rst), which is Linux' initramfs too. Two of its files are read here: `bzImage` and `cmdline`. Pure,
// host-tested.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string_view>

namespace linux_archive {
// The content of the file of this name; nullopt if there is none, or the archive makes no sense before it.
std::optional<std::span<const std::byte>> find(std::span<const std::byte> archive, std::string_view name);
} // namespace linux_archive
