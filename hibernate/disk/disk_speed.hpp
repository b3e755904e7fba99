// How fast an image went to the disk or came from it, and how fast its pages were hashed meanwhile.
#pragma once

#include <optional>
#include <utility>

#include "hibernate/disk/page_runs.hpp"
#include "kernel/base/chunked_hash.hpp"
#include "kernel/cpu/tsc.hpp"
#include "kernel/log/print.hpp"

namespace disk_speed {

inline uint64_t megabytes_per_second(uint64_t bytes, Ticks took) {
    const uint64_t us = tsc::to_microseconds(took);
    return us == 0 ? 0 : bytes / us;
}

inline void print_line(std::string_view what, uint64_t bytes, uint64_t mb_s) {
    print("# disk {} bytes={} mb_s={}\n", what, bytes, mb_s);
}

} // namespace disk_speed

// Hashes extent by extent as runs come in, chunk by chunk as they become whole, and counts what that alone took.
class RunHasher {
  public:
    explicit RunHasher(PhysAddr image) : image_(image) {}
    // The extent's checksum when this run was its last.
    std::optional<uint64_t> add(const PageRun& run) {
        const Ticks start = now();
        if (in_chunk_ == 0) chunk_ = image_ + run.payload;
        in_chunk_ += run.pages * page_size; // an extent lies in one piece in the store
        while (in_chunk_ >= hash_chunk) end_chunk(hash_chunk);
        if (run.ends_extent && in_chunk_ > 0) end_chunk(in_chunk_);
        took_ = took_ + (now() - start);
        if (!run.ends_extent) return std::nullopt;
        return std::exchange(extent_, {}).value();
    }
    void print_speed(std::string_view what) const {
        disk_speed::print_line(what, bytes_, disk_speed::megabytes_per_second(bytes_, took_));
    }

  private:
    void end_chunk(uint64_t bytes) {
        extent_.add_hash_of_chunk(hash({direct_map<const std::byte>(chunk_), bytes}));
        chunk_ = chunk_ + bytes;
        in_chunk_ -= bytes;
        bytes_ += bytes;
    }
    PhysAddr image_, chunk_; // chunk_: the one that is not whole yet
    ChunkedHash extent_;
    uint64_t in_chunk_ = 0, bytes_ = 0;
    Ticks took_{};
};
