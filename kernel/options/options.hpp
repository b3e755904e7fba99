// What the command line asks for (docs/running.md has the words). Parsed by boot/command_line.cpp, read by everyone.
#pragma once

#include <cstdint>
#include <string_view>

#include "kernel/base/text.hpp"

enum class OfflineMode : uint8_t { Mwait, Hlt };
enum class Layout : uint8_t { Other, Same };
enum class ApicMode : uint8_t { AsFound, XApic, X2Apic };

// Breaks the machinery on purpose, so that each verdict is known to be possible (docs/running.md).
enum class Fault : uint8_t {
    None,
    Header,
    Extent,
    Page,
    Checksum,
    Nonce,
    Build,
    SkipExtent,
    LoseCpu,
    Spin,
    Unchecked, // A lets every image through
    Unready,   // the disk's controller never gets ready
};

// What is provoked while CPUs are between the kernels, and when.
enum class Inject : uint32_t { None, Store, Nmi, Smi, Mce };
enum class InjectAt : uint32_t {
    Parked,  // every CPU has left, A's memory is still whole
    Copying, // half of the pages are B's
    Copied,  // all of them, and B does not run yet
    Reclaim, // B runs and has not reclaimed the first CPU
};

enum class Store : uint8_t { Ram, Nvme };
constexpr std::string_view name_of(Store s) { return s == Store::Ram ? "ram" : "nvme"; }

// What a kernel that a loader started does with the disk's image (store=nvme).
enum class Resume : uint8_t {
    Auto,  // resumes a whole image, starts a new story where there is none or a used one, refuses a damaged one
    Only,  // never starts a new story: refuses where there is no image
    Again, // as Auto, but a used image is resumed once more
};

struct Options {
    std::string_view method = "park"; // a name in smp/method/methods.hpp, or "none": no story, only probes
    std::string_view probe;           // a name in smp/probe/probes.cpp; empty: the harmless ones
    OfflineMode offline = OfflineMode::Mwait;
    bool nosmt = true;
    Layout layout = Layout::Other;
    uint32_t cycles = 1;
    uint64_t witness = 16u << 20; // bytes
    uint32_t hold = 20;           // milliseconds B waits before it reclaims the first CPU
    uint32_t dwell = 1;           // seconds that probe=dwell watches each way to sleep
    Fault fault = Fault::None;
    Inject inject = Inject::None;
    InjectAt at = InjectAt::Parked;
    uint32_t storm = 1; // how many, one after the other
    ApicMode apic = ApicMode::AsFound;
    Store store = Store::Ram;
    Resume resume = Resume::Auto;
    FixedText<16> disk; // nvme0n1; empty: the first with our label
    bool reset_at_exit = false;
    bool all_rows = false; // method=all (boot/matrix.hpp)
    bool crash = false;    // method=all: run the rows that are meant to crash, too
};

constexpr std::string_view name_of(OfflineMode m) { return m == OfflineMode::Mwait ? "mwait" : "hlt"; }
constexpr std::string_view name_of(Inject i) {
    constexpr std::string_view names[] = {"none", "store", "nmi", "smi", "mce"};
    return names[static_cast<uint32_t>(i)];
}
constexpr std::string_view name_of(InjectAt a) {
    constexpr std::string_view names[] = {"parked", "copying", "copied", "reclaim"};
    return names[static_cast<uint32_t>(a)];
}
constexpr std::string_view name_of(Layout l) { return l == Layout::Other ? "other" : "same"; }
