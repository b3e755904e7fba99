// One labelled NVMe namespace, in blocks of 4 KiB.
#pragma once

#include "hibernate/disk/nvme.hpp"

class Disk {
  public:
    // The disk named by `name` (nvme0n1: first controller in bus order, namespace 1), or, if that is empty, the first with
    // a label. A disk without the label is never written, whatever it is called. Boot CPU.
    nvme::Error open(std::string_view name, Arena& arena, nvme::Enable enable);
    // Everything written is on the medium, and the controller knows nothing of us.
    nvme::Error close() { return controller().close(); }

    uint64_t blocks() const { return geometry_.blocks * geometry_.block_size / page_size; }
    std::string_view name() const { return name_.view(); }
    // Whole pages; start() returns when the transfer is on its way, the others when it is done.
    nvme::Error start(nvme::Opcode opcode, uint64_t block, uint64_t pages, PhysAddr memory);
    nvme::Error read(uint64_t block, uint64_t pages, PhysAddr memory);
    nvme::Error write(uint64_t block, uint64_t pages, PhysAddr memory);
    nvme::Error flush() { return controller().flush(namespace_); }
    uint64_t max_pages() const { return controller().max_transfer() / page_size; }
    static nvme::Controller& controller();

  private:
    bool select(uint32_t namespace_id, nvme::Error& error);
    nvme::NamespaceGeometry geometry_{};
    uint32_t namespace_ = 0;
    FixedText<32> name_;
};
