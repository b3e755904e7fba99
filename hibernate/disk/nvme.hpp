// A polled NVMe driver: one admin queue, one I/O queue, no interrupts. Enough to carry an image.
//
// Boot CPU only. Every wait is bounded by the controller's own CAP.TO or by ten seconds and ends with an error in
// words.
#pragma once

#include <array>

#include "hibernate/disk/nvme_types.hpp"
#include "kernel/base/text.hpp"
#include "kernel/device/pci.hpp"
#include "kernel/memory/arena.hpp"

namespace nvme {

using Error = FixedText<64>; // one word with hyphens; empty: no error

enum class Enable : uint32_t { Yes = cc::EN, Fault = 0 }; // fault=unready: as of a controller that never gets ready

class Controller {
  public:
    static constexpr uint32_t depth = 32;                 // commands in flight
    static constexpr uint64_t transfer_bytes = 512 << 10; // at most, per command; less if the controller's MDTS says so

    // Takes memory for queues and PRP lists from the arena on the first call only: a controller is opened again and
    // again in one life.
    Error open(pci::Function function, Arena& arena, Enable enable = Enable::Yes);
    // Back to the state after power-on: no queue of ours is known to it, no DMA comes. Shuts down first, so that what
    // was written is on the medium.
    Error close();

    std::optional<NamespaceGeometry> geometry(uint32_t namespace_id, Error& error);
    uint64_t max_transfer() const { return max_transfer_; }

    // Starts a transfer of whole blocks to or from page-aligned memory; waits while `depth` are in flight.
    Error start(Opcode opcode, uint32_t namespace_id, uint64_t lba, uint32_t blocks, PhysAddr memory);
    // Number of transfers started so far; transfer n (from 0) is done when finished(n).
    uint64_t started() const { return started_; }
    bool finished(uint64_t number) const { return done_[number % depth] > number; }
    // Takes what has completed; the first error ends it.
    Error poll();
    Error wait_all();
    Error flush(uint32_t namespace_id);

  private:
    struct Queue {
        PhysAddr submission, completion;
        uint32_t entries = 0, tail = 0, head = 0;
        bool phase = false;
    };
    void take_memory(Arena& arena);
    Error start(Enable enable);
    Error create_io_queues();
    Error wait_ready(bool ready);
    bool shut_down();
    Error stop();
    void submit(Queue& queue, uint32_t id, Command command);
    bool take_completion(Queue& queue, uint32_t id, Completion& completion);
    Error admin(Command command);
    Error identify(uint32_t cns, uint32_t namespace_id);
    void send(uint32_t slot, const Command& command);
    void set_prps(Command& command, uint32_t slot, PhysAddr memory, uint64_t bytes);

    volatile std::byte* registers_ = nullptr;
    std::optional<pci::Function> function_;
    uint16_t command_found_ = 0; // PCI's: what decoded there before does so afterwards
    Capabilities capabilities_{};
    Queue admin_, io_;
    PhysAddr prp_lists_, data_; // `depth` pages, one page
    uint64_t max_transfer_ = 0;
    uint32_t block_shift_ = 0;
    uint64_t started_ = 0, completed_ = 0;
    std::array<uint64_t, depth> done_{};    // done_[slot] = number + 1 of the last transfer that completed there
    std::array<uint64_t, depth> pending_{}; // number + 1 in flight there, 0 if none
    std::array<Opcode, depth> opcodes_{};   // of what is, or was, in flight there
};

inline constexpr uint32_t class_code = 0x010802; // mass storage, non-volatile memory, NVMe

} // namespace nvme
