// What the command line asks for, as everyone reads it. Defaults are in the options' rows (kernel/options/option.hpp):
// an Options is whole after parse_command_line().
#pragma once

#include <cstdint>

#include "kernel/base/text.hpp"
#include "kernel/base/words.hpp"

struct Event;      // smp/event/event.hpp
struct ImageStore; // hibernate/store/store.hpp
struct Method;     // smp/method/method.hpp
struct Probe;      // smp/probe/probe.hpp

template <>
inline constexpr EnumWords words_of<bool>{"no yes", true};

enum class OfflineMode : uint8_t {
    Auto, // until the life begins, which knows the CPU: then it is one of the others
    Mwait,
    Hlt,
};
template <>
inline constexpr EnumWords words_of<OfflineMode>{"auto mwait hlt", OfflineMode::Hlt};

enum class Layout : uint8_t { Other, Same };
template <>
inline constexpr EnumWords words_of<Layout>{"other same", Layout::Same};

enum class ApicMode : uint8_t { AsFound, XApic, X2Apic };
template <>
inline constexpr EnumWords words_of<ApicMode>{"as-found xapic x2apic", ApicMode::X2Apic};

// Breaks the machinery on purpose, so that each verdict is known to be possible (docs/running.md).
enum class Fault : uint8_t {
    None,
    Header, // of the image, as are the next five
    Extent,
    Page,
    Checksum,
    Nonce,
    Build,
    SkipExtent, // the copier leaves one out
    LoseCpu,    // B's table loses its last CPU
    Spin,       // B never gets on
    Unchecked,  // A lets every image through
    Unready,    // the disk's controller never gets ready
};
template <>
inline constexpr EnumWords words_of<Fault>{
    "none header extent page checksum nonce build skip-extent lose-cpu spin unchecked unready", Fault::Unready};

// When an event is provoked, while CPUs are between the kernels.
enum class InjectAt : uint32_t {
    Parked,  // every CPU has left, A's memory is still whole
    Copying, // half of the pages are B's
    Copied,  // all of them, and B does not run yet
    Reclaim, // B runs and has not reclaimed the first CPU
    InInit,  // every CPU was sent INIT, and none SIPI
};
template <>
inline constexpr EnumWords words_of<InjectAt>{"parked copying copied reclaim in-init", InjectAt::InInit};

// What a kernel that a loader started does with the disk's image (store=nvme).
enum class Resume : uint8_t {
    Auto,  // resumes a whole image, starts a new story where there is none or a used one, refuses a damaged one
    Only,  // never starts a new story: refuses where there is no image
    Again, // as Auto, but a used image is resumed once more
};
template <>
inline constexpr EnumWords words_of<Resume>{"auto only again", Resume::Again};

// Who started this kernel.
enum class From : uint8_t {
    None,        // a loader, which knows of no other CPU
    LinuxKexec,  // a Linux that has parked every other CPU: by kexec
    LinuxResume, // the same, and it believes to have resumed a hibernated kernel
};
template <>
inline constexpr EnumWords words_of<From>{"none linux-kexec linux-resume", From::LinuxResume};

// Whom this kernel hands its CPUs to.
enum class To : uint8_t {
    None,  // itself: kernel B of its own story
    Linux, // that the loader brought along
};
template <>
inline constexpr EnumWords words_of<To>{"none linux", To::Linux};

enum class AtExit : uint8_t { Halt, Reset };
template <>
inline constexpr EnumWords words_of<AtExit>{"halt reset", AtExit::Reset};

// Points to nothing but rows: the command line dies with its life.
struct Options {
    const Method* method; // null: method=all, each row brings one (boot/matrix.hpp)
    const Probe* probe;   // null: the harmless ones only
    OfflineMode offline;
    bool nosmt;
    Layout layout;
    From from;
    To to;
    uint32_t cycles;
    uint64_t witness; // bytes
    uint32_t hold;    // milliseconds B waits before it reclaims the first CPU
    uint32_t dwell;   // seconds that probe=dwell watches each way to sleep
    Fault fault;
    const Event* inject; // null: none
    InjectAt at;
    uint32_t storm; // how many, one after the other
    ApicMode apic;
    const ImageStore* store;
    Resume resume;
    FixedText<16> disk; // nvme0n1; empty: the first with our label
    AtExit exit;
    bool all_rows; // method=all, in every row of it
    bool crash;    // method=all: run the rows that are meant to crash, too
};
