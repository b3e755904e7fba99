// Multiboot2 boot information tag by tag.
#pragma once

#include "bytes.hpp"

struct Information {
    ByteBuilder b;
    Information() { b.zeros(8); }
    Information& tag(uint32_t type, const ByteBuilder& body) {
        b.add(type).add<uint32_t>(static_cast<uint32_t>(8 + body.size()));
        for (const std::byte byte : body.view()) b.add(byte);
        b.zeros((8 - b.size() % 8) % 8);
        return *this;
    }
    Information& memory(uint64_t base, uint64_t size, uint32_t type) {
        return tag(6, ByteBuilder().add<uint32_t>(24).add<uint32_t>(0).add(base).add(size).add(type).add<uint32_t>(0));
    }
    std::span<const std::byte> done() {
        tag(0, {});
        return b.put<uint32_t>(0, static_cast<uint32_t>(b.size())).view();
    }
};
