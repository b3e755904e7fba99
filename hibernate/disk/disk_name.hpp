// nvme0n1: the first NVMe controller in bus order, namespace 1. Pure, host-tested.
#pragma once

#include <optional>
#include <string_view>

#include "kernel/base/types.hpp"

struct DiskName {
    uint32_t controller = 0, namespace_id = 0;
    friend constexpr bool operator==(DiskName, DiskName) = default;
};

constexpr std::optional<DiskName> parse_disk_name(std::string_view text) {
    constexpr std::string_view prefix = "nvme";
    if (!text.starts_with(prefix)) return std::nullopt;
    text.remove_prefix(prefix.size());
    const auto take_number = [&](uint32_t& out) {
        size_t digits = 0;
        for (; digits < text.size() && text[digits] >= '0' && text[digits] <= '9'; digits++)
            out = out * 10 + static_cast<uint32_t>(text[digits] - '0');
        text.remove_prefix(digits);
        return digits > 0 && digits <= 4;
    };
    DiskName name;
    if (!take_number(name.controller) || !text.starts_with('n')) return std::nullopt;
    text.remove_prefix(1);
    if (!take_number(name.namespace_id) || !text.empty() || name.namespace_id == 0) return std::nullopt;
    return name;
}
