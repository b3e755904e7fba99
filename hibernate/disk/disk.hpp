// One labelled NVMe namespace, in blocks of 4 KiB.
#pragma once

#include "hibernate/disk/disk_name.hpp"
#include "hibernate/disk/label.hpp"
#include "hibernate/disk/nvme.hpp"

class Disk {
  public:
    // The disk named by `name` (nvme0n1: first controller in bus order, namespace 1): no other controller is touched.
    // If that is empty, the first that is ours; the others are only read. A disk that is not ours is never written,
    // whatever it is called (hibernate/disk/disk_format.hpp). Boot CPU.
    nvme::Error open(std::string_view name, Arena& arena, nvme::Enable enable);
    // Everything written is on the medium, and the controller knows nothing of us.
    nvme::Error close() { return controller().close(); }
    // From here on blocks up to `end` may be written: those that this kernel has never written must be zero.
    nvme::Error claim(uint64_t end);

    uint64_t blocks() const { return bytes() / page_size; }
    std::string_view name() const { return name_.view(); }
    disk_format::DiskId id() const { return id_; }
    // Whole pages; start() returns when the transfer is on its way, the others when it is done.
    nvme::Error start(nvme::Opcode opcode, uint64_t block, uint64_t pages, PhysAddr memory);
    nvme::Error read(uint64_t block, uint64_t pages, PhysAddr memory);
    nvme::Error write(uint64_t block, uint64_t pages, PhysAddr memory);
    nvme::Error flush() { return controller().flush(namespace_); }
    uint64_t max_pages() const { return controller().max_transfer() / page_size; }
    static nvme::Controller& controller();

  private:
    nvme::Error open_one_of(pci::Function function, uint32_t index, Arena& arena, nvme::Enable enable);
    nvme::Error open_namespace(uint32_t id, bool& is_there);
    uint64_t bytes() const { return geometry_.blocks * geometry_.block_size; }
    nvme::NamespaceGeometry geometry_{};
    uint32_t namespace_ = 0;
    disk_format::DiskId id_{};
    FixedText<32> name_;
    std::optional<DiskName> known_; // the one that was asked for, or was found: others are not touched again
};
