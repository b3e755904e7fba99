#include "hibernate/disk/nvme.hpp"

#include <algorithm>
#include <cstring>

#include "kernel/cpu/tsc.hpp"
#include "kernel/memory/mmio.hpp"

namespace nvme {
namespace {

constexpr uint32_t admin_entries = 16, io_entries = 64; // io_entries > depth, so the queue is never full
static_assert(io_entries > Controller::depth);
constexpr uint32_t admin_queue = 0, io_queue = 1;
constexpr uint64_t command_timeout_us = 10'000'000;

Error fail(std::string_view what) {
    Error e;
    e.set("nvme-{}", what);
    return e;
}
Error fail_status(std::string_view what, const Completion& c) {
    Error e;
    e.set("nvme-{}-error-status-{}", what, Hex{c.error(), 3});
    return e;
}
constexpr Error no_error{};

constexpr std::string_view name_of(Opcode opcode) {
    return opcode == Opcode::Flush ? "flush" : opcode == Opcode::Write ? "write" : "read";
}

} // namespace

Error Controller::open(pci::Function function, Arena& arena, Enable enable) {
    const auto bar = function.memory_bar0();
    if (!bar) return fail("controller-has-no-memory-bar");
    function_ = function;
    command_found_ = function.command();
    function.set_command(command_found_ | pci::command::memory_space | pci::command::bus_master);
    constexpr uint64_t least_bar_size = 0x4000; // MLBAR's own bits begin at 14
    registers_ = mmio::map(*bar, least_bar_size);
    capabilities_ = {mmio::read<uint64_t>(registers_, reg::CAP)};
    if (!capabilities_.nvm_command_set() || !capabilities_.page_size_4k()) return fail("controller-not-supported");
    if (data_.value == 0) take_memory(arena);
    // Whoever had it before, firmware, loader or the other kernel: as it would go off, so that nothing of theirs is
    // lost.
    if ((mmio::read<uint32_t>(registers_, reg::CC) & cc::EN) != 0) shut_down();
    if (const Error e = stop(); !e.empty()) return e;
    if (const Error e = start(enable); !e.empty()) return e;
    return create_io_queues();
}

void Controller::take_memory(Arena& arena) {
    for (Queue* q : {&admin_, &io_}) {
        q->submission = arena.take(page_size, page_size);
        q->completion = arena.take(page_size, page_size);
    }
    prp_lists_ = arena.take(depth * page_size, page_size);
    data_ = arena.take(page_size, page_size);
}

// From disabled to the first answer.
Error Controller::start(Enable enable) {
    for (Queue* q : {&admin_, &io_}) {
        memset(direct_map(q->submission), 0, page_size);
        memset(direct_map(q->completion), 0, page_size);
        *q = {q->submission, q->completion, q == &admin_ ? admin_entries : io_entries, 0, 0, true};
    }
    started_ = completed_ = 0;
    done_ = pending_ = {};
    mmio::write<uint32_t>(registers_, reg::AQA, (admin_entries - 1) << 16 | (admin_entries - 1));
    mmio::write<uint64_t>(registers_, reg::ASQ, admin_.submission.value);
    mmio::write<uint64_t>(registers_, reg::ACQ, admin_.completion.value);
    mmio::write<uint32_t>(registers_, reg::CC, static_cast<uint32_t>(enable) | cc::IOSQES_64 | cc::IOCQES_16);
    if (const Error e = wait_ready(true); !e.empty()) return e;

    constexpr uint32_t identify_controller = 1;
    if (const Error e = identify(identify_controller, 0); !e.empty()) return e;
    const auto mdts = *direct_map<const uint8_t>(data_ + 77); // in units of the minimum page size, 0: no limit
    max_transfer_ = mdts == 0 || mdts > 8 ? transfer_bytes : std::min(transfer_bytes, page_size << mdts);
    return no_error;
}

Error Controller::create_io_queues() {
    constexpr uint32_t physically_contiguous = 1u << 0;
    if (capabilities_.max_queue_entries() < io_entries) return fail("queue-too-short");
    const uint32_t id_and_size = (io_entries - 1) << 16 | io_queue;
    if (const Error e = admin({.opcode = static_cast<uint8_t>(AdminOpcode::CreateCompletionQueue),
                               .prp1 = io_.completion.value,
                               .cdw10 = id_and_size,
                               .cdw11 = physically_contiguous});
        !e.empty())
        return e;
    return admin({.opcode = static_cast<uint8_t>(AdminOpcode::CreateSubmissionQueue),
                  .prp1 = io_.submission.value,
                  .cdw10 = id_and_size,
                  .cdw11 = io_queue << 16 | physically_contiguous});
}

Error Controller::close() {
    if (registers_ == nullptr) return no_error;
    const bool shut = shut_down();
    const Error e = stop();
    function_->set_command(command_found_ & static_cast<uint16_t>(~pci::command::bus_master));
    registers_ = nullptr;
    return shut ? e : fail("shutdown-did-not-complete");
}

// What the controller still holds goes to the medium (Base 1.4, "Shutdown Notification").
bool Controller::shut_down() {
    const uint32_t config = mmio::read<uint32_t>(registers_, reg::CC);
    mmio::write<uint32_t>(registers_, reg::CC, (config & ~cc::SHN_mask) | cc::SHN_normal);
    return wait_until(tsc::from_microseconds(command_timeout_us), [&] {
        return (mmio::read<uint32_t>(registers_, reg::CSTS) & csts::SHST_mask) == csts::SHST_complete;
    });
}

Error Controller::stop() {
    mmio::write<uint32_t>(registers_, reg::CC, 0);
    return wait_ready(false);
}

Error Controller::wait_ready(bool ready) {
    // CAP.TO of 0 would mean "at once"; a second costs nothing.
    const uint64_t limit = std::max<uint64_t>(capabilities_.timeout_us(), 1'000'000);
    uint32_t status = 0;
    const bool done = wait_until(tsc::from_microseconds(limit), [&] {
        status = mmio::read<uint32_t>(registers_, reg::CSTS);
        return (status & csts::CFS) != 0 || ((status & csts::RDY) != 0) == ready;
    });
    if (ready && (status & csts::CFS) != 0) return fail("controller-fatal-status");
    return done ? no_error : fail(ready ? "controller-never-ready" : "controller-never-stops");
}

void Controller::submit(Queue& queue, uint32_t id, Command command) {
    direct_map<Command>(queue.submission)[queue.tail] = command;
    queue.tail = (queue.tail + 1) % queue.entries;
    asm volatile("sfence" ::: "memory"); // the entry before the doorbell
    mmio::write<uint32_t>(registers_, reg::doorbells + 2 * id * capabilities_.doorbell_stride(), queue.tail);
}

bool Controller::take_completion(Queue& queue, uint32_t id, Completion& completion) {
    auto* entry = direct_map<volatile Completion>(queue.completion) + queue.head;
    const uint16_t status = entry->status;
    if (((status & 1) != 0) != queue.phase) return false;
    asm volatile("lfence" ::: "memory"); // the rest of the entry, and the data, after its phase bit
    completion = {entry->result, 0, entry->submission_head, entry->submission_queue, entry->command_id, status};
    queue.head = (queue.head + 1) % queue.entries;
    if (queue.head == 0) queue.phase = !queue.phase;
    mmio::write<uint32_t>(registers_, reg::doorbells + (2 * id + 1) * capabilities_.doorbell_stride(), queue.head);
    return true;
}

Error Controller::admin(Command command) {
    submit(admin_, admin_queue, command);
    Completion c{};
    if (!wait_until(tsc::from_microseconds(command_timeout_us),
                    [&] { return take_completion(admin_, admin_queue, c); }))
        return fail("admin-timeout");
    return c.error() == 0 ? no_error : fail_status("admin", c);
}

Error Controller::identify(uint32_t cns, uint32_t namespace_id) {
    return admin({.opcode = static_cast<uint8_t>(AdminOpcode::Identify),
                  .namespace_id = namespace_id,
                  .prp1 = data_.value,
                  .cdw10 = cns});
}

std::optional<NamespaceGeometry> Controller::geometry(uint32_t namespace_id, Error& error) {
    constexpr uint32_t identify_namespace = 0;
    error = identify(identify_namespace, namespace_id);
    if (!error.empty()) return std::nullopt;
    const auto g = parse_namespace({direct_map<const std::byte>(data_), page_size});
    if (g) block_shift_ = static_cast<uint32_t>(__builtin_ctz(g->block_size));
    return g;
}

// Base 1.4, "Physical Region Page Entry and List": one page in PRP1; two in PRP1 and PRP2; more in a list that PRP2
// points to.
void Controller::set_prps(Command& command, uint32_t slot, PhysAddr memory, uint64_t bytes) {
    command.prp1 = memory.value;
    if (bytes <= page_size) return;
    if (bytes <= 2 * page_size) {
        command.prp2 = memory.value + page_size;
        return;
    }
    const PhysAddr list = prp_lists_ + page_size * slot;
    auto* entries = direct_map<uint64_t>(list);
    for (uint64_t at = page_size; at < bytes; at += page_size) *entries++ = memory.value + at;
    command.prp2 = list.value;
}

Error Controller::start(Opcode opcode, uint32_t namespace_id, uint64_t lba, uint32_t blocks, PhysAddr memory) {
    const auto slot = static_cast<uint32_t>(started_ % depth);
    Error error;
    const bool is_free = wait_until(tsc::from_microseconds(command_timeout_us), [&] {
        error = poll();
        return !error.empty() || pending_[slot] == 0;
    });
    if (!error.empty()) return error;
    if (!is_free) return fail("command-timeout");
    Command command{.opcode = static_cast<uint8_t>(opcode),
                    .id = static_cast<uint16_t>(slot),
                    .namespace_id = namespace_id,
                    .cdw10 = static_cast<uint32_t>(lba),
                    .cdw11 = static_cast<uint32_t>(lba >> 32),
                    .cdw12 = blocks - 1};
    set_prps(command, slot, memory, uint64_t{blocks} << block_shift_);
    send(slot, command);
    return no_error;
}

void Controller::send(uint32_t slot, const Command& command) {
    pending_[slot] = ++started_;
    opcodes_[slot] = static_cast<Opcode>(command.opcode);
    submit(io_, io_queue, command);
}

Error Controller::poll() {
    Completion c{};
    while (take_completion(io_, io_queue, c)) {
        if (c.command_id >= depth || pending_[c.command_id] == 0) return fail("completion-of-no-command");
        done_[c.command_id] = pending_[c.command_id];
        pending_[c.command_id] = 0;
        completed_++;
        if (c.error() != 0) return fail_status(name_of(opcodes_[c.command_id]), c);
    }
    return no_error;
}

Error Controller::wait_all() {
    Error error;
    const bool done = wait_until(tsc::from_microseconds(command_timeout_us), [&] {
        error = poll();
        return !error.empty() || completed_ == started_;
    });
    return !error.empty() ? error : done ? no_error : fail("command-timeout");
}

Error Controller::flush(uint32_t namespace_id) {
    if (const Error e = wait_all(); !e.empty()) return e;
    const auto slot = static_cast<uint32_t>(started_ % depth);
    send(slot, {.opcode = static_cast<uint8_t>(Opcode::Flush),
                .id = static_cast<uint16_t>(slot),
                .namespace_id = namespace_id});
    return wait_all();
}

} // namespace nvme
