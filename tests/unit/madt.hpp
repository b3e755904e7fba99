// A MADT entry by entry.
#pragma once

#include "bytes.hpp"
#include "smp/cpu_list.hpp"

struct Madt {
    ByteBuilder b;
    Madt() { b.zeros(44); }
    Madt& local_apic(uint8_t id, uint32_t flags) {
        b.add<uint8_t>(0).add<uint8_t>(8).add<uint8_t>(0).add(id).add(flags);
        return *this;
    }
    Madt& x2apic(uint32_t id, uint32_t flags) {
        b.add<uint8_t>(9).add<uint8_t>(16).add<uint16_t>(0).add(id).add(flags).add<uint32_t>(0);
        return *this;
    }
    Madt& other() {
        b.add<uint8_t>(1).add<uint8_t>(12).zeros(10);
        return *this;
    }
    std::vector<uint32_t> cpus(uint32_t boot) const {
        std::vector<ApicId> ids(list_cpus(b.view(), {boot}, {}));
        ids.resize(list_cpus(b.view(), {boot}, ids));
        std::vector<uint32_t> values;
        for (const ApicId id : ids) values.push_back(id.value);
        return values;
    }
};
