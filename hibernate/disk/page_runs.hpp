// The image's pages as runs: raw ones that lie one behind the other in memory and on disk, and ones of a single word.
// Pure, host-tested.
#pragma once

#include <algorithm>
#include <span>

#include "hibernate/disk/disk_format.hpp"

struct PageRun {
    uint64_t payload; // offset in the image
    uint64_t pages;
    size_t extent;
    bool raw;
    uint64_t word; // of every word in these pages, if not raw
    bool ends_extent;
};

class PageRuns {
  public:
    // `map` has one entry for each page of all extents; a run never crosses extents and has at most `most` pages.
    PageRuns(std::span<const ImageExtent> extents, std::span<const uint64_t> map, uint64_t most)
        : extents_(extents), map_(map), most_(most) {}
    bool at_end() const { return extent_ == extents_.size() || map_.empty(); }
    PageRun current() const {
        const uint64_t in_extent = extents_[extent_].bytes / page_size - page_;
        const uint64_t limit = std::min({in_extent, most_, static_cast<uint64_t>(map_.size())});
        uint64_t pages = 1;
        while (pages < limit && map_[pages] == map_[0]) pages++;
        return {extents_[extent_].payload + page_ * page_size,
                pages,
                extent_,
                map_[0] == disk_format::raw_page,
                map_[0],
                pages == in_extent};
    }
    void next() {
        const PageRun run = current();
        map_ = map_.subspan(run.pages);
        page_ = run.ends_extent ? 0 : page_ + run.pages;
        extent_ += run.ends_extent;
    }

  private:
    std::span<const ImageExtent> extents_;
    std::span<const uint64_t> map_; // from the current page on
    uint64_t most_, page_ = 0;
    size_t extent_ = 0;
};
