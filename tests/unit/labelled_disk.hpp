// A disk in memory, labelled as scripts/handoff/run/disk.py does it, for unit tests and fuzzing.
#pragma once

#include <cstring>
#include <string>
#include <vector>

#include "hibernate/disk/disk_format.hpp"

struct LabelledDisk {
    static constexpr size_t blocks = 2 * disk_format::end_blocks + 8;
    std::vector<std::byte> bytes{blocks * page_size};
    disk_format::Label label{};

    LabelledDisk() {
        memcpy(label.text, disk_format::label_text, sizeof(label.text));
        label.magic = disk_format::Label::magic_value;
        label.version = disk_format::Label::current_version;
        label.disk_bytes = bytes.size();
        label.id.bytes.fill(std::byte{0x5a});
        put(0, label);
        put(bytes.size() - page_size, label);
    }
    template <typename T>
    void put(size_t at, const T& value) {
        memcpy(bytes.data() + at, &value, sizeof(T));
    }
    void put_text(size_t at, std::string_view text) { memcpy(bytes.data() + at, text.data(), text.size()); }
    std::string judge() const {
        std::vector<std::byte> scratch(16 * page_size);
        std::array<std::byte, page_size> first{};
        const auto read = [&](uint64_t block, std::span<std::byte> to) {
            Refusal e;
            if (block * page_size + to.size() > bytes.size()) e.set("read-outside-the-disk");
            else memcpy(to.data(), bytes.data() + block * page_size, to.size());
            return e;
        };
        return std::string(disk_format::judge_ends(bytes.size(), scratch, first, read).view());
    }
};
