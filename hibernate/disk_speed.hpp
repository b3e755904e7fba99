// How fast an image went to the disk or came from it, and how fast its pages were hashed meanwhile.
#pragma once

#include <optional>

#include "hibernate/page_runs.hpp"
#include "kernel/chunked_hash.hpp"
#include "kernel/print.hpp"
#include "kernel/tsc.hpp"

namespace disk_speed {

inline uint64_t megabytes_per_second(uint64_t bytes, Ticks took) {
    const uint64_t us = tsc::to_microseconds(took);
    return us == 0 ? 0 : bytes / us;
}

inline void print_line(std::string_view what, uint64_t bytes, uint64_t mb_s) {
    print("# disk {} bytes={} mb_s={}\n", what, bytes, mb_s);
}

} // namespace disk_speed

// Hashes extent by extent as runs come in, and counts what that alone took.
class RunHasher {
  public:
    explicit RunHasher(PhysAddr image) : image_(image) {}
    // The extent's checksum when this run was its last.
    std::optional<uint64_t> add(const PageRun& run) {
        const Ticks start = now();
        stream_.add({direct_map<const std::byte>(image_ + run.payload), run.pages * page_size});
        took_ = took_ + (now() - start);
        bytes_ += run.pages * page_size;
        if (!run.ends_extent) return std::nullopt;
        const uint64_t checksum = stream_.value();
        stream_ = ChunkedHash();
        return checksum;
    }
    void print_speed(std::string_view what) const {
        disk_speed::print_line(what, bytes_, disk_speed::megabytes_per_second(bytes_, took_));
    }

  private:
    PhysAddr image_;
    ChunkedHash stream_;
    uint64_t bytes_ = 0;
    Ticks took_{};
};
