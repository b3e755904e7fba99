#pragma once

#include "bytes.hpp"

inline ByteBuilder rsdp(uint8_t revision, uint32_t rsdt, uint64_t xsdt) {
    ByteBuilder b;
    b.text("RSD PTR ").add<uint8_t>(0).text("VENDOR").add(revision).add(rsdt).checksum(8);
    if (revision >= 2) b.add<uint32_t>(36).add(xsdt).add<uint8_t>(0).zeros(3).checksum(32);
    return b;
}
