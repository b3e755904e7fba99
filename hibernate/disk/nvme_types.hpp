// NVMe's registers and queue entries (NVM Express Base 1.4: "Controller Registers", "Data Structures", "Identify
// command", "NVM Command Set") and what can be decided about them without a controller. Pure parts are host-tested.
#pragma once

#include <cstddef>
#include <optional>
#include <span>

#include "kernel/base/types.hpp"

namespace nvme {

namespace reg { // offsets in BAR 0
inline constexpr uint64_t CAP = 0x00, CC = 0x14, CSTS = 0x1c, AQA = 0x24, ASQ = 0x28, ACQ = 0x30, doorbells = 0x1000;
}
namespace cc {
inline constexpr uint32_t EN = 1u << 0, SHN_normal = 1u << 14, SHN_mask = 3u << 14, IOSQES_64 = 6u << 16,
                          IOCQES_16 = 4u << 20;
}
namespace csts {
inline constexpr uint32_t RDY = 1u << 0, CFS = 1u << 1, SHST_mask = 3u << 2, SHST_complete = 2u << 2;
}

struct Capabilities { // CAP
    uint64_t raw;
    uint32_t max_queue_entries() const { return (raw & 0xffff) + 1; }
    uint64_t timeout_us() const { return (raw >> 24 & 0xff) * 500'000; } // how long CSTS.RDY may take
    uint32_t doorbell_stride() const { return 4u << (raw >> 32 & 0xf); }
    bool nvm_command_set() const { return (raw >> 37 & 1) != 0; }
    bool page_size_4k() const { return (raw >> 48 & 0xf) == 0; }
};

enum class AdminOpcode : uint8_t { CreateSubmissionQueue = 0x01, CreateCompletionQueue = 0x05, Identify = 0x06 };
enum class Opcode : uint8_t { Flush = 0x00, Write = 0x01, Read = 0x02 };

struct Command {
    uint8_t opcode = 0, flags = 0;
    uint16_t id = 0;
    uint32_t namespace_id = 0;
    uint64_t reserved = 0, metadata = 0;
    uint64_t prp1 = 0, prp2 = 0;
    uint32_t cdw10 = 0, cdw11 = 0, cdw12 = 0, cdw13 = 0, cdw14 = 0, cdw15 = 0;
};
static_assert(sizeof(Command) == 64);

struct Completion {
    uint32_t result, reserved;
    uint16_t submission_head, submission_queue, command_id;
    uint16_t status; // bit 0 phase, 8:1 status code, 11:9 status code type
    bool phase() const { return (status & 1) != 0; }
    uint16_t error() const { return status >> 1 & 0x7ff; }
};
static_assert(sizeof(Completion) == 16);

struct NamespaceGeometry {
    uint64_t blocks = 0;
    uint32_t block_size = 0;
};
// From Identify Namespace data (4096 bytes); nullopt for one that is not active, has metadata in its blocks, or blocks
// that do not divide a page.
std::optional<NamespaceGeometry> parse_namespace(std::span<const std::byte> data);

} // namespace nvme
