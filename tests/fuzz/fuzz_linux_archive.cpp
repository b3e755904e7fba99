// Any module that a loader may bring is either no Linux, or one whose code lies in it.
#include "boot/linux_archive.hpp"
#include "tests/fuzz/target.hpp"
#include "tests/unit/bzimage.hpp"

std::vector<ByteBuilder> seeds() {
    Cpio whole;
    whole.file("bzImage", bzimage(good_header(64), 64).view()).file("cmdline", {}).file("TRAILER!!!", {});
    return {whole.b, Cpio().file("cmdline", {}).b};
}

void examine(std::span<const std::byte> input) {
    const auto inside = [](std::span<const std::byte> part, std::span<const std::byte> whole) {
        return part.data() >= whole.data() && part.data() + part.size() <= whole.data() + whole.size();
    };
    const auto file = linux_archive::find(input, "bzImage");
    if (!file) return;
    require(inside(*file, input));
    std::string_view why;
    const auto kernel = linux_boot::parse(*file, why);
    require(kernel.has_value() == why.empty());
    if (!kernel) return;
    require(!kernel->code.empty() && inside(kernel->code, *file));
    require(kernel->header.init_size >= kernel->code.size());
}
